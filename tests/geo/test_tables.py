from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import DataError
from geo.tables import read_shapes, read_table

POINT = {
    "type": "Feature", "id": "P-1", "properties": {},
    "geometry": {"type": "Point", "coordinates": [104, 21]},
}  # fmt: skip


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def shapes(folder: Path, *features: object) -> Path:
    return write(
        folder, "x.geojson", json.dumps({"type": "FeatureCollection", "features": features})
    )


def test_a_spreadsheets_bom_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    rows = read_table(write(tmp_path, "t.csv", "\ufeffid,name_vi\r\nA-1, Mộc Châu \r\n,\r\n"))
    assert [row.cells for row in rows] == [{"id": "A-1", "name_vi": "Mộc Châu"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,name\nA-1,M\xf4c\n", "not UTF-8"),
        ("id,name\nA-1,b,c\n", r"t.csv:2: 3 cells, the header has 2"),
        ("id,id\n", "repeats a column"),
        ("", "header row is empty"),
    ],
)
def test_broken_tables_say_where_and_what_to_do(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    with pytest.raises(DataError, match=message) as caught:
        read_table(write(tmp_path, "t.csv", content))
    assert caught.value.remedy


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"events\.csv: the file is missing"):
        read_table(tmp_path / "events.csv")


def test_numbers_name_their_cell(tmp_path: Path) -> None:
    (row,) = read_table(write(tmp_path, "t.csv", 'km\n"1,5"\n'))
    with pytest.raises(DataError, match=r"t\.csv:2:km"):
        row.number("km")


def test_features_come_with_id_and_geometry(tmp_path: Path) -> None:
    (feature,) = read_shapes(shapes(tmp_path, POINT))
    assert (feature.id, feature.geometry.x) == ("P-1", 104)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([{**POINT, "geometry": None}], "x.geojson:1"),
        ([{key: POINT[key] for key in ("type", "geometry", "properties")}], "x.geojson:1"),
        ([POINT, POINT], "id used twice: P-1"),
        (
            [{**POINT, "geometry": {"type": "Polygon", "coordinates":
                [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}],
            "Self-intersection",
        ),
    ],
)  # fmt: skip
def test_broken_features_are_refused(tmp_path: Path, features: list[object], message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_shapes(shapes(tmp_path, *features))


@pytest.mark.parametrize("content", ["", "{", "[]", '{"type": "FeatureCollection"}'])
def test_broken_files_are_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match="not a GeoJSON FeatureCollection"):
        read_shapes(write(tmp_path, "x.geojson", content))

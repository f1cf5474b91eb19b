from __future__ import annotations

import json
from pathlib import Path

import pytest

from geo.errors import DataError
from geo.model import State
from geo.tables import TableRow, Tables, choice, read_shapes, read_table, required

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


# -- rows and cells ---------------------------------------------------------------------------


def row(**cells: str) -> TableRow:
    return TableRow("tables/t.csv:7", cells)


def test_a_row_says_which_column_it_lacks() -> None:
    with pytest.raises(DataError, match=r"tables/t\.csv:7: column 'km' is missing"):
        row(id="A-1").number("km")


@pytest.mark.parametrize(
    ("cell", "items"), [("", ()), ("a", ("a",)), (" a ;; b;", ("a", "b")), ("; ;", ())]
)
def test_a_cell_holds_items(cell: str, items: tuple[str, ...]) -> None:
    assert row(ids=cell).items_of("ids") == items


def test_an_empty_number_is_none_and_nought_is_a_number() -> None:
    cells = row(km="", zero="0", some="12.5", year="2024")
    assert (cells.number("km"), cells.whole("km")) == (None, None)
    assert (cells.number("zero"), cells.whole("zero"), required(cells, "zero")) == (0, 0, 0)
    assert (cells.number("some"), cells.whole("year")) == (12.5, 2024)
    with pytest.raises(DataError, match=r"t\.csv:7:km: the cell is empty"):
        required(cells, "km")


def test_a_choice_is_one_of_its_values() -> None:
    assert choice(row(state="closed"), "state", State) is State.CLOSED
    with pytest.raises(DataError, match=r"t\.csv:7:state: 'shut' is none of operating, closed"):
        choice(row(state="shut"), "state", State)


def test_rows_and_features_are_counted_from_the_top(tmp_path: Path) -> None:
    path = write(tmp_path, "t.csv", "id,note\nA,\n,\nB,x\n")
    assert [found.where for found in read_table(path)] == [
        f"{tmp_path.name}/t.csv:{number}" for number in (2, 4)
    ]
    broken = [POINT, {**POINT, "id": "P-2", "geometry": {"type": "Point", "coordinates": []}}]
    with pytest.raises(DataError, match=r"x\.geojson:2: geometry of P-2 is empty or invalid"):
        read_shapes(shapes(tmp_path, *broken))


def test_a_folder_is_read_once_and_a_draft_before_its_file(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        write(tmp_path, f"{name}.csv", f"id\n{name}\n")
    tables = Tables(tmp_path, {"b": b"id\ndraft\n"})
    assert tables.names() == ["a", "b", "c"]
    assert [tables[name][0]["id"] for name in tables.names()] == ["a", "draft", "c"]
    write(tmp_path, "a.csv", "id\nnew\n")
    assert tables["a"][0]["id"] == "a"
    assert tables["a"] is tables["a"]


@pytest.mark.parametrize(
    "change",
    [
        {"geometry": {"type": "Nothing", "coordinates": []}},
        {"geometry": {"type": "LineString", "coordinates": [[1, 2]]}},
        {"geometry": "POINT"},
        {"geometry": 4},
        {"properties": 3},
        {"properties": "some"},
        {"properties": None},
    ],
)
def test_a_feature_of_another_form_is_a_fault_of_the_file(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(DataError, match=r"x\.geojson:1: not a feature with id"):
        read_shapes(shapes(tmp_path, {**POINT, **change}))


def test_each_id_that_is_used_twice_is_named_once(tmp_path: Path) -> None:
    features = [{**POINT, "id": name} for name in ("B", "A", "C", "B", "A", "B")]
    with pytest.raises(DataError, match=r"id used twice: A, B;"):
        read_shapes(shapes(tmp_path, *features))

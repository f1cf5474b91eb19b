"""``python -m geo add-shape``: the keys and exit statuses that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geo.catalog.catalog import Catalog
from geo.cli.commands import main
from tests.geo.shapes import foreign
from tests.geo.shapes.test_random_lines import wandering

KEYS = [
    "verdict", "crs", "crs_from", "candidates", "encoding", "attributes", "road", "km_from",
    "km_to", "reversed", "geometry", "message",
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("read_once")


def run(
    path: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, dict[str, Any]]:
    command = ["add-shape", str(path), "--project", "DT-101", "--dry-run", "--format", "json"]
    status = main([*command, *options])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


def test_a_sure_file(catalog: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tuyen.zip"
    line = foreign.road_line(catalog, "ĐT.101")
    path.write_bytes(foreign.shp(tmp_path, [foreign.moved(line, "EPSG:9207")]))
    status, told = run(path, capsys)
    assert (status, told["verdict"], told["crs"]) == (0, "sure", "EPSG:9207")
    assert list(told) == KEYS
    assert (told["crs_from"], told["encoding"], told["road"]) == ("guess", "utf-8", "ĐT.101")
    assert told["geometry"]["type"] == "LineString"
    assert told["candidates"][0]["crs"] == "EPSG:9207"
    assert told["candidates"][0]["median_m"] < 20
    assert "kinh tuyến trục 104°30′, múi 3°" in told["message"]
    assert "không nói hệ toạ độ" in told["message"]


def test_a_question_and_its_answer(
    catalog: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "moi.dxf"
    path.write_bytes(foreign.dxf([wandering(7, catalog, 5)]))
    status, told = run(path, capsys)
    assert (status, told["verdict"], told["geometry"]) == (1, "ask", None)
    assert 2 <= len(told["candidates"]) <= 3
    assert "EPSG:9206" in [one["crs"] for one in told["candidates"]]
    status, told = run(path, capsys, "--crs", "9206")
    assert (status, told["verdict"], told["crs_from"]) == (0, "sure", "user")
    assert told["geometry"]["type"] == "LineString"
    status, told = run(path, capsys, "--crs", "EPSG:9218", "--lang", "en")
    assert (status, told["verdict"]) == (1, "refused")
    assert "outside Sơn La" in told["message"]


def test_what_cannot_be_read_or_is_unknown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.kml"
    path.write_bytes(b"<kml>")
    status, told = run(path, capsys)
    assert (status, told["verdict"], sorted(told)) == (2, "refused", sorted(KEYS))
    assert told["message"].startswith("x.kml:1: XML hỏng; ")
    path.write_bytes(foreign.kml(foreign.moved(foreign.np.array([[5e5, 2.3e6]] * 2), "EPSG:4326")))
    assert run(path, capsys, "--crs", "EPSG:1")[0] == 2
    assert run(path, capsys, "--project", "NO-SUCH")[0] == 2
    assert main(["add-shape", str(path), "--project", "DT-101"]) == 2
    assert "--dry-run" in capsys.readouterr().err
    assert main(["add-shape", str(tmp_path / "none"), "--project", "DT-101", "--dry-run"]) == 2


def test_a_line_in_another_province_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ha-noi.geojson"
    path.write_bytes(foreign.geojson(foreign.np.array([[105.8, 21.0], [105.9, 21.1]])))
    status, told = run(path, capsys)
    assert (status, told["verdict"], told["crs"]) == (1, "refused", None)

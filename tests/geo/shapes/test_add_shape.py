"""``python -m geo add-shape``: the keys and exit statuses that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import LineString

from briefing.content.card import project_card
from geo.catalog.catalog import Catalog
from geo.cli.commands import main
from geo.cli.store import open_ledger
from geo.crs import length_km, to_grid
from geo.dates import PartialDate
from geo.model import GeometryKind
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.store.shared import SharedCatalogs
from geo.trip.geometries import show_changes
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


def card_of(catalog: Catalog, project_id: str) -> list[str]:
    """Give what the card says of the position of a project."""
    view = build_view(catalog, Selection())
    (row,) = (row for row in view.rows if row.project.id == project_id)
    return [line.words for line in project_card(view, row, "vi").position]


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
    line = foreign.np.array([[5e5, 2.3e6], [5.1e5, 2.3e6]])
    path.write_bytes(foreign.kml(foreign.moved(line, "EPSG:4326")))
    for option, value in (("--crs", "EPSG:1"), ("--project", "NO-SUCH")):
        status, told = run(path, capsys, option, value)
        assert (status, told["verdict"], value in told["message"]) == (2, "refused", True)
    assert main(["add-shape", str(tmp_path / "none"), "--project", "DT-101", "--dry-run"]) == 2


def test_a_line_in_another_province_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ha-noi.geojson"
    path.write_bytes(foreign.geojson(foreign.np.array([[105.8, 21.0], [105.9, 21.1]])))
    status, told = run(path, capsys)
    assert (status, told["verdict"], told["crs"]) == (1, "refused", None)


def test_a_line_that_is_kept_is_shown_and_can_be_taken_back(
    catalog: Catalog,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("SON_LA_DATABASE_URL", raising=False)
    path = tmp_path / "tim-tuyen.zip"
    wanted = foreign.road_line(catalog, "QL.43")
    path.write_bytes(foreign.shp(tmp_path, [foreign.moved(wanted, "EPSG:9206")]))

    def keep(*options: str) -> tuple[int, str]:
        command = ["add-shape", str(path), "--project", "EXP-SL2", "--format", "json", *options]
        status = main(command)
        told = capsys.readouterr()
        assert list(json.loads(told.out)) == KEYS
        return status, told.err

    shared = SharedCatalogs(open_ledger())
    kept = shared.current
    before = kept().projects["EXP-SL2"]
    assert before.pieces[0].geometry_kind is GeometryKind.SCHEMATIC
    status, told = keep("--source", "QĐ 12/QĐ-UBND ngày 5/11/2026")
    assert (status, "đợt thay đổi 1" in told) == (0, True)
    project, (filed,) = kept().projects["EXP-SL2"], kept().filed["EXP-SL2"]
    (piece,) = project.pieces
    assert (piece.geometry_kind, piece.evidence, piece.origin) == ("filed", "A", filed.id)
    assert filed.date == PartialDate(2026, 11, 5)
    assert kept().sources[filed.source_id].number == "12/QĐ-UBND"
    metres = to_grid(piece.geometry).hausdorff_distance(LineString(wanted))
    assert metres < 5
    # It is no drawing any more, its length counts; on the strip it stays where its row says.
    assert project.drawn_km == pytest.approx(length_km(piece.geometry), abs=0.1)
    assert [one.origin for one in project.on_roads] == [one.origin for one in before.pieces]
    assert before.geometry_note["vi"]
    assert not project.geometry_note["vi"]
    said = card_of(kept(), project.id)
    assert said[0] == "Theo tệp do cơ quan nộp. A – có văn bản kèm theo"
    assert said[1].startswith("Đang vẽ theo tệp ngày 05/11/2026 (12/QĐ-UBND); so với hình trước: ")
    assert "lệch trung vị" in said[1]

    # Without a document the grade is less; beside the other it is kept and not shown.
    assert keep("--beside")[0] == 0
    first, second = kept().filed["EXP-SL2"]
    assert (first.shown, second.shown, second.evidence) == (True, False, "B")
    assert "chưa dùng để vẽ" in card_of(kept(), project.id)[2]
    assert "Chưa có nguồn tin" in kept().sources[second.source_id].title["vi"]
    assert keep()[0] == 0
    assert [one.shown for one in kept().filed["EXP-SL2"]] == [False, False, True]
    assert main(["store", "undo", "3", "--reason", "nhầm"]) == 0
    assert [one.shown for one in kept().filed["EXP-SL2"]] == [True, False]
    changes = show_changes("EXP-SL2", "", kept())
    assert [(one.key, one.old, one.new) for one in changes] == [((first.id,), "yes", "")]

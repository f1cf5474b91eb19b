"""How the catalog is asked, on the town."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.catalog.catalog import Catalog, digest_of, once_per_catalog
from geo.dates import PartialDate
from geo.errors import KmRangeError, UnknownIdError
from geo.model import Status
from geo.tables import DATA, DATA_VARIABLE
from geo.text import NO_TEXT
from tests import tiny


def keywords(project_id: str = "P-1", **more: Any) -> set[str]:
    found = tiny.town(**more).search_keywords[project_id]
    assert len(set(found)) == len(found)
    return set(found)


def test_the_data_of_the_checkout_is_read_where_nobody_names_another() -> None:
    named = os.environ.get(DATA_VARIABLE)
    assert Path(named or Path(__file__).parents[2] / "data").resolve() == DATA


def test_a_project_is_found_by_what_a_person_may_know_of_it() -> None:
    project = tiny.on_road(
        "P-1", 0, 5, name=tiny.named("Nâng cấp", en="Upgrade"), road_ref="ĐT.101",
        start=tiny.named("Bản Áng"), end=tiny.named("Cầu Trắng"),
        class_target=tiny.named("Cấp III"), agency_ids=("SO-XD", "GONE"),
        corridor_ids=("COR-1", "GONE"),
    )  # fmt: skip
    river = replace(
        tiny.section("R-1", tiny.line((0, 0), (9, 9)), ""),
        name=tiny.named("Sông Mã"), road_class="river",
    )  # fmt: skip
    road = replace(tiny.section("S-1", tiny.line((0, 0), (9, 9))), name=tiny.named("Đoạn Vắng"))
    found = keywords(
        projects=[project],
        sections=tiny.by_id([road, river]),
        agencies=tiny.by_id([tiny.agency("SO-XD", "Sở Xây dựng", en="Works")]),
        corridors=tiny.by_id([tiny.corridor("COR-1", "S-1", "R-1")]),
    )
    # Id, name in two languages, both road numbers in their spellings, ends, class, agency,
    # kind, both frames of areas, river of the corridor.
    expected = (
        "p 1, nang cap, upgrade, dt 101, dt101, duong tinh 101, ql 9, ql9, quoc lo 9, ban ang, "
        "cau trang, cap iii, so xay dung, works, quoc lo, national road, xa tay, tay commune, "
        "huyen mot, mot district, song ma"
    )
    assert set(expected.split(", ")) <= found
    # A road of the corridor is none of the project's names; nor is an area it does not touch.
    others = {word for each in found for word in each.split()}
    assert {"vang", "giua", "dong", "hai", "gone"}.isdisjoint(others)
    assert "" not in found


def test_an_asset_is_found_by_its_road_and_what_is_unknown_adds_no_word() -> None:
    road = tiny.asset("A-1", tiny.piece(tiny.line((0, 5_000), (5_000, 5_000)), "X"), ref="CT.03")
    town = tiny.town(assets=tiny.by_id([road]))
    assert {"a 1", "cong trinh a 1", "ct 03", "ct03", "cao toc 03"} <= set(
        town.search_keywords["A-1"]
    )
    bare = tiny.project("P-1", name=NO_TEXT, road_ref="", kind="urban")
    assert keywords(projects=[bare]) == {"p 1", "do thi", "urban centre"}


def test_words_stand_in_an_order_that_no_run_changes() -> None:
    """The order of a set of texts differs from process to process."""
    refs = ["QL.6", "QL.32", "ĐT.101", "CT.03", "ĐT.109", "QL.43"]
    sections = [tiny.section(ref, tiny.line((0, 0), (9, 9)), ref) for ref in refs]
    shape = tiny.line((1_000, 5_000), (29_000, 5_000))
    project = tiny.project("P-1", *(tiny.piece(shape, ref) for ref in refs), road_ref="QL.37")
    found = tiny.town([project], sections=tiny.by_id(sections)).search_keywords["P-1"]
    roads = ["ct03", "ql32", "ql37", "ql43", "ql6", "dt101", "dt109"]
    assert [word for word in found if word in roads] == roads
    areas = ["huyen mot", "xa tay", "xa giua", "huyen hai", "xa dong"]
    assert [word for word in found if word in areas] == areas


def test_what_a_project_overlaps_is_told_in_both_frames() -> None:
    codes = tiny.town().overlapped_codes
    assert codes["P-1"] == {tiny.WEST, tiny.MIDDLE, tiny.FIRST_DISTRICT}
    assert codes["P-3"] == {tiny.EAST, tiny.SECOND_DISTRICT}


def test_events_and_figures_are_told_of_their_own_project_in_order() -> None:
    late = tiny.event("P-1", PartialDate(2025), Status.CONSTRUCTION)
    early = tiny.event("P-1", PartialDate(2024), Status.PLANNED)
    other = tiny.event("P-2", PartialDate(2023), Status.PLANNED)
    figures = (tiny.figure("P-2", "capital", 5, "billion_vnd"), tiny.figure("P-1", "x", 1, "km"))
    town = tiny.town(events=(late, other, early), figures=figures)
    assert town.events_of("P-1") == (early, late)
    assert (town.events_of("P-3"), town.figures_of("P-3")) == ((), ())
    assert town.figures_of("P-2") == figures[:1]


def test_an_item_is_a_project_or_an_asset() -> None:
    asset = tiny.asset("A-1")
    project = tiny.project("P-9", asset_ids=("A-1",))
    town = tiny.town([project, tiny.project("P-8")], assets={"A-1": asset})
    assert [item.id for item in town.items] == ["P-9", "P-8", "A-1"]
    assert (town.item("A-1"), town.item("P-9")) == (asset, project)
    assert (town.projects_of_asset("A-1"), town.projects_of_asset("A-2")) == ((project,), ())
    with pytest.raises(UnknownIdError, match="'NOPE'"):
        town.item("NOPE")


def test_a_route_is_named_in_any_spelling_and_a_branch_by_its_number() -> None:
    line = tiny.section("S-1", tiny.line((0, 0), (9_000, 0)))
    routes = {r.id: r for r in (tiny.route(line, branch=n) for n in (0, 1))}
    town = tiny.town(routes=routes | {"X": routes["QL.9/1"]})
    for spelling in ("QL.9", "ql9", "quốc lộ 9", "QL.9/0", "QL9/"):
        assert town.route(spelling) is routes["QL.9"]
    assert town.route("ql 9/1") is routes["QL.9/1"]
    # What is no road number is looked up as it stands.
    assert town.route("X") is routes["QL.9/1"]
    for unknown in ("QL.9/2", "QL.8"):
        with pytest.raises(KmRangeError, match=f"'{unknown}'; known: QL.9, QL.9/1, X"):
            town.route(unknown)


CALLS: list[tuple[int, int]] = []


@once_per_catalog
def count_areas(catalog: Catalog, times: int, *, plus: int = 0) -> list[int]:
    """Count."""
    CALLS.append((times, plus))
    return [len(catalog.areas.by_code) * times + plus]


def test_what_is_asked_again_of_a_catalog_is_answered_from_memory() -> None:
    CALLS.clear()
    town, other = tiny.town(), tiny.town()
    answers = [count_areas(town, 1), count_areas(town, 2), count_areas(town, 1, plus=3)]
    assert answers == [[5], [10], [8]]
    assert count_areas(town, 1) is answers[0]
    assert count_areas(town, 1, plus=3) is answers[2]
    assert len(CALLS) == 3
    assert count_areas(other, 1) is not answers[0]
    assert count_areas.__doc__ == "Count."
    # A process that gets the catalog gets the answers with it.
    copy = pickle.loads(pickle.dumps(town))
    assert count_areas(copy, 2) == [10]
    assert len(CALLS) == 4


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


CONTENT = {"shapes/a.geojson": "1", "shapes/b.geojson": "2", "tables/p.csv": "3"}


def test_a_digest_is_that_of_shapes_and_tables_by_name_and_content(tmp_path: Path) -> None:
    known = digest_of(write(tmp_path / "data", CONTENT))
    assert len(known) == 12
    assert set(known) <= set("0123456789abcdef")
    same = {"tables/strings.csv": "words", "tables/readme.md": "", "other/c.csv": ""}
    assert digest_of(write(tmp_path / "elsewhere", CONTENT | same)) == known
    changes = [
        {"shapes/a.geojson": "x"},
        {"shapes/b.geojson": "x"},
        {"tables/p.csv": "x"},
        {"tables/q.csv": ""},
        {"shapes/a.geojson": "2", "shapes/b.geojson": "1"},
    ]
    found = {digest_of(write(tmp_path / str(n), CONTENT | new)) for n, new in enumerate(changes)}
    moved = {"shapes/c.geojson" if name == "shapes/a.geojson" else name: text
             for name, text in CONTENT.items()}  # fmt: skip
    found.add(digest_of(write(tmp_path / "moved", moved)))
    assert len(found | {known}) == len(changes) + 2


def test_a_digest_does_not_depend_on_the_order_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, CONTENT)
    known, glob = digest_of(folder), Path.glob
    monkeypatch.setattr(Path, "glob", lambda *asked: sorted(glob(*asked), reverse=True))
    assert digest_of(folder) == known

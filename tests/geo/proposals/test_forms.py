"""Forms as pure logic: what is typed becomes changes of a batch, or a word at the field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.proposals.near import like_projects
from geo.proposals.place import find_spot, form_place, spot_words
from geo.proposals.project import plan_project
from geo.proposals.proposal import FormGround, Proposal, Typed, examined
from geo.proposals.source import plan_source
from geo.proposals.update import plan_update
from geo.store.database import file_url, open_store
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Author, StoredChange, row_cells
from geo.tables import DATA
from tests.examples import examples
from tests.geo.store.conftest import lenient

TODAY = date(2026, 11, 27)
AN = Author("an", "editor")
PROJECT = "DT-107C"
DOCUMENT = "QĐ 999/QĐ-UBND ngày 20/11/2026"


@pytest.fixture
def ground(tmp_path: Path, catalog: Catalog) -> Iterator[FormGround]:
    log = Log(open_store(file_url(tmp_path / "s.sqlite3")))
    yield FormGround(Ledger(log, DATA, lenient), catalog, TODAY, "vi")
    log.engine.dispose()


@pytest.fixture
def strict(ground: FormGround) -> FormGround:
    """Return a ground whose ledger checks all the data, as the app's does."""
    return FormGround(Ledger(ground.ledger.log, DATA), ground.catalog, TODAY, "vi")


def rows(proposal: Proposal) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    assert proposal.draft
    for change in proposal.draft.changes:
        if change.is_row and change.new is not None:
            found.setdefault(change.table, []).append(row_cells(change.new))
    return found


def update(ground: FormGround, **typed: str) -> Proposal:
    told = {name.replace("__", "."): value for name, value in typed.items()}
    return plan_update(PROJECT, {"source": DOCUMENT, **told}, ground)


def test_a_status_a_figure_a_milestone_and_an_obstacle_share_one_new_source(
    strict: FormGround,
) -> None:
    proposal = update(
        strict,
        events__status="completed",
        events__date="25/11/2026",
        figures__physical_progress="99,5",
        figures__disbursed="1.250,5",
        unit__disbursed="triệu đồng",
        milestones__milestone="acceptance",
        milestones__role="planned",
        milestones__date="12/2026",
        obstacles__known="new",
        obstacles__what_vi="Còn 12 hộ chưa bàn giao mặt bằng",
    )
    assert proposal.doubts == {}
    found = rows(proposal)
    (source,) = found["sources"]
    assert (source["number"], source["date"], source["kind"]) == (
        "999/QĐ-UBND", "2026-11-20", "official",
    )  # fmt: skip
    every = [row for name, group in found.items() if name != "sources" for row in group]
    assert {row["source_id"] for row in every} == {source["id"]}
    assert found["events"][0]["date"] == "2026-11-25"
    values = {row["quantity"]: row["value"] for row in found["figures"]}
    assert values == {"physical_progress": "99.5", "disbursed": "1.2505"}
    assert found["milestones"][0]["as_of"] == "2026-11-20"
    assert found["obstacles"][0]["what_en"] == "Còn 12 hộ chưa bàn giao mặt bằng"
    told = [fact.name for fact in proposal.facts]
    assert told[:1] == ["Tình trạng"]
    assert any("Hoàn thành" in fact.new for fact in proposal.facts)
    checked = examined(proposal, strict)
    assert (checked.doubts, checked.may_go) == ({}, True)
    assert checked.draft
    batch = strict.ledger.enter(checked.draft, AN)
    assert batch.version == 1


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"events__status": "completed"}, "events.date", "chưa có ngày"),
        ({"events__status": "completed", "events__date": "31/12/2026"}, "events.date", "Mốc"),
        ({"events__status": "completed", "events__date": "31/2/2026"}, "events.date", "lịch"),
        ({"events__status": "completed", "events__date": "1/1/2001"}, "events.date", "mới hơn"),
        ({"figures__capital": "100"}, "figures.capital", "đơn vị"),
        ({"figures__capital": "1.234", "unit__capital": "tỷ đồng"}, "figures.capital", "1234"),
        ({"figures__physical_progress": "850"}, "figures.physical_progress", "100%"),
        ({"figures__physical_progress": "nửa"}, "figures.physical_progress", "Không đọc"),
        ({"milestones__milestone": "opening"}, "milestones.date", "chưa có ngày"),
        ({"milestones__date": "12/2027"}, "milestones.milestone", "Hãy chọn mốc"),
        (
            {"milestones__milestone": "opening", "milestones__date": "12/2027"},
            "milestones.date",
            "kế hoạch",
        ),
        ({"obstacles__known": "new"}, "obstacles.what_vi", "mô tả"),
        (
            {"obstacles__known": "new", "obstacles__what_vi": "=1+1"},
            "obstacles.what_vi",
            "công thức",
        ),
        (
            {"figures__disbursed": "5", "unit__disbursed": "tỷ đồng", "source": " "},
            "source",
            "ngày",
        ),
        (
            {"milestones__milestone": "opening", "milestones__date": "2025", "source": ""},
            "source",
            "Chưa có nguồn tin",
        ),
        (
            {"figures__disbursed": "5 tỷ đồng", "source": "QĐ 1/QĐ-UBND ngày 1/12/2027"},
            "source",
            "phía trước",
        ),
    ],
)
def test_bad_input_gets_a_word_at_its_field(
    ground: FormGround, typed: dict[str, str], field: str, words: str
) -> None:
    proposal = update(ground, **typed)
    assert words in proposal.doubts[field]
    assert not proposal.may_go


def test_an_untouched_form_changes_nothing_and_needs_no_source(ground: FormGround) -> None:
    proposal = plan_update(PROJECT, {"source": "", "events.status": ""}, ground)
    assert (proposal.draft, proposal.doubts, proposal.facts) == (None, {}, ())


def test_no_source_yet_is_written_as_such(ground: FormGround) -> None:
    typed = {"figures.disbursed": "5 tỷ đồng", "unsourced": "yes"}
    found = rows(plan_update(PROJECT, typed, ground))
    assert found["sources"][0]["id"] == "CHUA-CO-NGUON-TIN-20261127"
    # A figure without a day of its own counts from the day of its source.
    assert found["sources"][0]["date"] == "2026-11-27"
    assert "as_of" not in found["figures"][0]


def test_a_known_obstacle_is_solved_by_a_further_row(ground: FormGround, catalog: Catalog) -> None:
    known = next(one for one in catalog.obstacles if one.deadline)
    typed = {
        "obstacles.known": known.what["vi"],
        "obstacles.state": "solved",
        "source": DOCUMENT,
    }
    (row,) = rows(plan_update(known.project_id, typed, ground))["obstacles"]
    assert known.deadline
    assert (row["what_en"], row["state"], row["deadline"]) == (
        known.what["en"], "solved", known.deadline.iso(),
    )  # fmt: skip


def test_what_another_wrote_meanwhile_is_said_at_the_field(ground: FormGround) -> None:
    seen = ground.ledger.log.head()
    other = update(ground, figures__disbursed="7 tỷ đồng")
    assert other.draft
    ground.ledger.enter(other.draft, AN)
    late = FormGround(ground.ledger, ground.catalog, TODAY, "vi", seen)
    mine = plan_update(
        PROJECT, {"figures.disbursed": "8 tỷ đồng", "source": "Báo cáo 9/BC-SXD"}, late
    )
    told = examined(mine, late)
    assert "7 tỷ đồng" in told.doubts["figures.disbursed"]
    again = FormGround(ground.ledger, ground.catalog, TODAY, "vi", ground.ledger.log.head())
    typed = {"figures.disbursed": "8 tỷ đồng", "source": "Báo cáo 9/BC-SXD"}
    assert examined(plan_update(PROJECT, typed, again), again).may_go


NEW: Typed = {
    "projects.name_vi": "Cầu treo bản Thí Nghiệm",
    "projects.kind": "bridge",
    "projects.agency_ids": "SO-XD",
    "projects.start_year": "2026",
    "events.status": "preparing",
    "events.date": "10/2026",
    "figures.capital": "45 tỷ đồng",
    "place": "road",
    "place.road": "QL.37",
    "place.km-from": "420+500",
    "source": DOCUMENT,
}


def test_a_bridge_at_a_kilometre_is_a_project_with_place_status_and_money(
    strict: FormGround,
) -> None:
    proposal = plan_project(NEW, strict)
    assert proposal.doubts == {}
    found = rows(proposal)
    (project,) = found["projects"]
    assert (project["road_ref"], project["km_from"], project["agency_ids"]) == (
        "QL.37", "420.5", "SO-XD",
    )  # fmt: skip
    assert proposal.subject_id == project["id"] == "CAU-TREO-BAN-THI-NGHIEM"
    assert found["events"][0]["project_id"] == found["figures"][0]["subject_id"] == project["id"]
    checked = examined(proposal, strict)
    assert checked.doubts == {}
    assert checked.draft
    strict.ledger.enter(checked.draft, AN)


def test_a_school_by_a_click_lies_where_it_was_clicked(strict: FormGround) -> None:
    typed = {
        **NEW,
        "projects.name_vi": "Trường tiểu học Thí Nghiệm Hai",
        "projects.kind": "school",
        "place": "spot",
        "place.spot": "103.914171,21.327052",
    }
    proposal = plan_project(typed, strict)
    assert proposal.doubts == {}
    (filed,) = rows(proposal)["geometries"]
    assert (filed["shape"], filed["evidence"]) == ("POINT (103.91417 21.32705)", "C")
    checked = examined(proposal, strict)
    assert checked.doubts == {}
    assert checked.draft
    strict.ledger.enter(checked.draft, AN)
    after = strict.ledger.check(DATA, strict.ledger.fold().drafts).catalog
    assert after
    (piece,) = after.projects[proposal.subject_id].pieces
    assert (piece.geometry.x, piece.geometry.y, piece.evidence) == (103.91417, 21.32705, "C")
    assert after.overlapped_codes[proposal.subject_id]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"projects.name_vi": ""}, "projects.name_vi", "tên"),
        ({"projects.name_vi": '=HYPERLINK("x")'}, "projects.name_vi", "công thức"),
        ({"projects.kind": ""}, "projects.kind", "loại"),
        ({"projects.agency_ids": "KHONG-CO"}, "projects.agency_ids", "cơ quan"),
        ({"place.km-from": ""}, "place.km-from", "420+500"),
        ({"place.km-from": "9999"}, "place.km-from", "lý trình"),
        ({"place.km-from": "hai mươi"}, "place.km-from", "lý trình"),
        ({"place.road": ""}, "place.road", "đường"),
        ({"place": "spot"}, "place.spot", "Chưa chọn điểm"),
        ({"place": "spot", "place.spot": "nan,nan"}, "place.spot", "điểm"),
        ({"place": "spot", "place.spot": "105.85,21.02"}, "place.spot", "ngoài tỉnh"),
        ({"place": "commune", "place.commune": "99999"}, "place.commune", "xã"),
        ({"source": ""}, "source", "Chưa có nguồn tin"),
    ],
)
def test_a_new_project_gets_a_word_at_the_field_that_lacks(
    ground: FormGround, typed: dict[str, str], field: str, words: str
) -> None:
    assert words in plan_project({**NEW, **typed}, ground).doubts[field]


def test_the_end_before_the_start_is_said_at_its_year(strict: FormGround) -> None:
    proposal = plan_project({**NEW, "projects.finish_year": "2020"}, strict)
    assert "2020" in examined(proposal, strict).doubts["projects.finish_year"]


def test_an_unknown_place_is_said_to_be_unknown(strict: FormGround) -> None:
    proposal = plan_project({**NEW, "place": "unknown"}, strict)
    (project,) = rows(proposal)["projects"]
    assert project["geometry_note_vi"] == "Chưa có thông tin về vị trí."
    assert examined(proposal, strict).may_go


def test_a_project_that_is_there_is_shown_first(ground: FormGround, catalog: Catalog) -> None:
    known = catalog.projects[PROJECT]
    typed = {**NEW, "projects.name_vi": known.name["vi"].upper(), "projects.kind": known.kind}
    proposal = plan_project(typed, ground)
    assert known.name["vi"] in proposal.doubts["another"]
    assert "another" not in plan_project({**typed, "another": "yes"}, ground).doubts


def test_what_lies_near_and_is_of_its_kind_comes_the_nearest_first(catalog: Catalog) -> None:
    placed = next(p for p in catalog.projects.values() if p.kind == "school" and p.pieces)
    spot = placed.pieces[0].geometry.centroid
    place = form_place({"place": "spot", "place.spot": f"{spot.x},{spot.y}"}, catalog)
    found = like_projects("Tên không giống ai", "school", place, catalog)
    assert found[0].project.kind == "school"
    assert [one.away_km for one in found if one.away_km is not None] == sorted(
        one.away_km for one in found if one.away_km is not None
    )
    assert like_projects("Tên không giống ai", "school", None, catalog) == ()


def test_a_spot_beside_a_road_says_its_kilometre(catalog: Catalog) -> None:
    place = catalog.routes["QL.37"].locate(420.5).geometry
    found = find_spot(catalog, place.x, place.y)
    assert found.road == "QL.37"
    assert found.km == pytest.approx(420.5, abs=0.01)
    assert "QL.37 Km420+" in spot_words(found, catalog, "vi")


SOURCE: Typed = {
    "sources.kind": "official",
    "sources.title_vi": "Quyết định phê duyệt dự án thí nghiệm",
    "sources.number": "77/QĐ-UBND",
    "sources.date": "1/11/2026",
    "sources.url": "https://sonla.gov.vn/77",
}


def test_a_source_is_added_once(strict: FormGround) -> None:
    proposal = plan_source(SOURCE, strict)
    (row,) = rows(proposal)["sources"]
    assert (row["id"], row["date"]) == ("77-QD-UBND", "2026-11-01")
    assert any("77/QĐ-UBND" in fact.new for fact in proposal.facts)
    assert examined(proposal, strict).may_go
    known = next(one for one in strict.catalog.sources.values() if one.number)
    twice = plan_source({**SOURCE, "sources.number": known.number, "sources.date": ""}, strict)
    assert known.title["vi"] in twice.doubts["sources.number"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"sources.kind": ""}, "sources.kind"),
        ({"sources.title_vi": " "}, "sources.title_vi"),
        ({"sources.date": "1/12/2026"}, "sources.date"),
        ({"sources.url": "javascript:alert(1)"}, "sources.url"),
        ({"sources.note_vi": "@SUM(A1)"}, "sources.note_vi"),
    ],
)
def test_a_source_that_lacks_something_is_told_what(
    ground: FormGround, typed: dict[str, str], field: str
) -> None:
    proposal = plan_source({**SOURCE, **typed}, ground)
    assert proposal.doubts[field]
    assert proposal.draft is None


FIELDS = (
    "events.status", "events.date", "figures.capital", "unit.capital", "milestones.milestone",
    "milestones.role", "milestones.date", "obstacles.known", "obstacles.what_vi",
    "obstacles.state", "obstacles.agency_id", "obstacles.deadline", "source", "reason",
    "projects.name_vi", "projects.kind", "place", "place.spot", "place.road", "place.km-from",
    "place.commune", "sources.kind", "sources.title_vi", "sources.url", "projects.agency_ids",
)  # fmt: skip
HOSTILE = ("<script>alert(1)</script>", "=1+1", "\x00\x1b[0m", "x" * 5000, "{{7*7}}", "new", "spot")


@settings(max_examples=examples(60), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FIELDS), st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))
    )
)
def test_whatever_is_typed_becomes_clean_changes_or_words(typed: dict[str, str]) -> None:
    ground = _quiet_ground()
    for proposal in (
        plan_update(PROJECT, typed, ground),
        plan_project(typed, ground),
        plan_source(typed, ground),
    ):
        for change in proposal.draft.changes if proposal.draft else ():
            for text in row_cells(change.new).values() if change.is_row and change.new else ():
                assert text.isprintable()
                assert not text.startswith(("=", "+", "@", "\t"))
                assert len(text) <= 500


def _quiet_ground() -> FormGround:
    from tests import once

    return FormGround(_NoLedger(), once.catalog(), TODAY, "vi")  # type: ignore[arg-type]


class _NoLedger:
    """Nothing that is stored: a form asks only what stands in cells that it changes."""

    def reader(self, _: int | None = None) -> object:
        def value(_: StoredChange) -> str | None:
            return ""

        return value

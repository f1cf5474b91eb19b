"""The forms of *Cập nhật*: nothing typed is lost, what is wrong is said at its field, and a draft
waits for another pair of eyes; who may not change anything sees none of it."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from typing import Any

import pytest
import shapely
from pyproj import Transformer
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest

from briefing import reading
from geo.crs import to_grid
from geo.desk.judge import Desk
from geo.people.rights import Person, PersonRole
from geo.store.ledger import Ledger
from geo.store.model import BatchState, row_cells
from panels.pages import updates
from panels.session import person, widget_states
from panels.session.address import AppPage
from tests import once
from tests.panels.apps import opened_page
from tests.panels.test_page import shown_html

AN = Person("an", PersonRole.EDITOR)
CHI = Person("chi", PersonRole.APPROVER)
BOUND = Person("binh", PersonRole.EDITOR, frozenset({"SO-XD"}))
READER = Person("doc", PersonRole.READER)
PROJECT = "DT-107C"
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> [x](javascript:alert(3)) $a$ :red[b]"
)
DOCUMENT = "QĐ 999/QĐ-UBND ngày 20/11/2026"


@pytest.fixture
def ledger(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Give the store of these tests, with an editor before the page."""
    monkeypatch.setattr(person, "visitor", lambda: AN)
    # As on the server, where words that no list offers are taken by lists of sources alone.
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    widget_states.ignore_misfits()
    return ledger


def sign_in(monkeypatch: pytest.MonkeyPatch, who: Person | None) -> None:
    monkeypatch.setattr(person, "visitor", lambda: who)


def page(part: str, of: str = "") -> AppTest:
    return opened_page(AppPage.UPDATES, part=part, of=of)


def run(app: AppTest) -> None:
    """Run once more; AppTest knows of no words that were typed into a list."""
    for one in app.selectbox:
        if one.value is not None and one.format_func(one.value) not in one.options:
            one.options.append(one.format_func(one.value))
    app.run()
    assert not app.exception


def fill(app: AppTest, **typed: str) -> None:
    """Type into fields by the end of their keys; a double underscore is a point."""
    for name, value in typed.items():
        end = ":" + name.replace("__", ".").replace("_KM_", "km-")
        for kind in (app.text_input, app.selectbox, app.text_area, app.radio):
            found = [one for one in kind if str(one.key).endswith(end)]
            if found:
                found[0].set_value(value)
                break
        else:
            raise AssertionError(end)
    run(app)


def value(app: AppTest, end: str) -> object:
    every = [*app.text_input, *app.selectbox, *app.text_area]
    return next(one.value for one in every if str(one.key).endswith(f":{end}"))


def press(app: AppTest, label: str = "Gửi chờ duyệt") -> None:
    next(one for one in app.button if one.label == label).click()
    run(app)


def doubts(app: AppTest) -> list[str]:
    return re.findall(r'<p class="sl-doubt" role="alert">(.*?)</p>', shown_html(app))


def words(app: AppTest) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", shown_html(app)).split()))


def waiting(ledger: Ledger) -> list[dict[str, str]]:
    (batch,) = ledger.log.batches((BatchState.PROPOSED,))
    return [
        {"table": one.table, **row_cells(one.new)}
        for one in batch.changes
        if one.is_row and one.new is not None
    ]


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("who", [None, READER])
@pytest.mark.parametrize("part", ["sua", "them-du-an", "them-hinh", "them-nguon"])
def test_who_may_not_change_anything_sees_no_form(
    monkeypatch: pytest.MonkeyPatch, who: Person | None, part: str
) -> None:
    sign_in(monkeypatch, who)
    app = page(part, PROJECT)
    assert not app.text_input
    assert not app.button
    assert "Văn bản hoặc bài báo" not in words(app)
    assert not app.selectbox


def test_a_form_that_is_not_right_says_so_at_its_fields_and_keeps_what_was_typed(
    ledger: Ledger,
) -> None:
    app = page("sua", PROJECT)
    assert "Hiện nay:" in words(app)
    fill(app, events__status="completed", events__date="31/2/2026", figures__disbursed="1.900")
    assert doubts(app) == []  # not while it is being filled in
    press(app)
    told = " ".join(doubts(app))
    assert "không có trong lịch" in told
    assert "Số có thể là 1900 hoặc 1,900" in told
    assert "Chưa ghi nguồn tin" in told
    assert "Hãy xem lại: Từ ngày, Đã giải ngân, Văn bản hoặc bài báo." in told
    assert (value(app, "events.date"), value(app, "figures.disbursed")) == ("31/2/2026", "1.900")
    assert value(app, "events.status") == "completed"
    assert ledger.log.batches() == ()
    fill(app, events__date="20/11/2026")
    assert "không có trong lịch" not in " ".join(doubts(app))


def test_what_is_new_waits_as_a_draft_that_its_author_sees_and_the_map_does_not(
    ledger: Ledger,
) -> None:
    app = page("sua", PROJECT)
    fill(app, events__status="completed", events__date="20/11/2026", source=DOCUMENT)
    assert "Hoàn thành" in words(app)
    press(app)
    assert any("đang chờ duyệt" in one.value for one in app.success)
    rows = waiting(ledger)
    assert [row["table"] for row in rows] == ["sources", "events"]
    assert "Đề xuất của bạn" in words(app)
    assert value(app, "events.date") in ("", None)  # the form is empty again
    assert ledger.fold().drafts == {}


def test_an_approver_alone_applies_at_once_where_no_second_pair_of_eyes_is_asked(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_SECOND_EYES", "off")
    sign_in(monkeypatch, CHI)
    app = page("sua", PROJECT)
    fill(app, figures__disbursed="12,5 tỷ đồng", source=DOCUMENT)
    press(app, "Áp dụng ngay")
    assert ledger.log.head() == 1
    assert b",12.5,billion_vnd," in ledger.fold().drafts["figures"]


def test_what_another_wrote_while_one_typed_is_said_at_the_field_and_mine_stays(
    ledger: Ledger,
) -> None:
    app = page("sua", PROJECT)
    fill(app, projects__finish_year="2033", source=DOCUMENT)
    other = page("sua", PROJECT)
    fill(other, projects__finish_year="2034", source="Báo cáo 7/BC-SXD ngày 1/11/2026")
    press(other)
    desk = Desk(ledger, once.catalog(), "vi")
    desk.approve(1, CHI)
    press(app)
    assert "người khác đã ghi: 2034" in " ".join(doubts(app))
    assert value(app, "projects.finish_year") == "2033"


@pytest.mark.usefixtures("ledger")
def test_an_editor_of_one_agency_gets_only_its_projects_and_no_lone_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(monkeypatch, BOUND)
    app = page("sua", "EXP-HB")
    assert any("cơ quan khác" in one.value for one in app.warning)
    assert "Thêm nguồn" not in words(app)
    app = page("them-du-an")
    agency = next(one for one in app.selectbox if str(one.key).endswith(":projects.agency_ids"))
    assert (agency.value, len(agency.options)) == ("SO-XD", 1)


def new_bridge(app: AppTest) -> None:
    fill(app, place="road")
    fill(
        app,
        projects__name_vi="Cầu treo bản Thí Nghiệm",
        projects__kind="bridge",
        place__road="QL.37",
        source=DOCUMENT,
    )


def test_a_bridge_at_a_kilometre_is_added_and_keeps_what_was_typed_about_other_places(
    ledger: Ledger,
) -> None:
    app = page("them-du-an")
    new_bridge(app)
    press(app)
    assert "Chưa ghi lý trình" in " ".join(doubts(app))
    fill(app, **{"place__km-from": "420+500"})
    fill(app, place="commune")
    fill(app, place="road")
    assert value(app, "place.km-from") == "420+500"
    press(app)
    project = next(row for row in waiting(ledger) if row["table"] == "projects")
    assert (project["road_ref"], project["km_from"]) == ("QL.37", "420.5")
    assert "Đề xuất của bạn" in words(app)


def test_a_click_on_the_map_is_the_place_of_a_school(ledger: Ledger) -> None:
    app = page("them-du-an")
    told = _map_state(app)
    assert (told["picks"], told["mark"]) == (True, None)
    assert "Bấm vào chỗ của công trình" in " ".join(one.value for one in app.caption)
    prefix = str(app.radio[0].key).partition(":")[0]
    app.session_state[f"{prefix}:place.spot"] = "103.91417,21.32705"
    fill(app, projects__name_vi="Trường Thí Nghiệm Hai", projects__kind="school", source=DOCUMENT)
    (sketch,) = _map_state(app)["sketch"]
    assert (sketch["label"], sketch["points"]) == ("Bản nháp", [[21.32705, 103.91417]])
    press(app)
    filed = next(row for row in waiting(ledger) if row["table"] == "geometries")
    assert filed["shape"] == "POINT (103.91417 21.32705)"


def _map_state(app: AppTest) -> dict[str, Any]:
    for one in app.get("bidi_component"):
        data = json.loads(one.proto.json) if one.proto.json else {}
        if isinstance(data, dict) and "picks" in data.get("state", {}):
            state: dict[str, Any] = data["state"]
            return state
    raise AssertionError("no map")


@pytest.mark.usefixtures("ledger")
def test_a_project_that_is_there_is_shown_before_anything_is_sent() -> None:
    app = page("them-du-an")
    known = once.catalog().projects[PROJECT]
    fill(app, projects__name_vi=known.name["vi"], projects__kind=known.kind)
    assert "Có thể dự án này đã có trên bản đồ" in words(app)
    assert known.name["vi"] in words(app)
    press(app)
    assert "Có thể trùng với" in " ".join(doubts(app))


def test_a_source_is_added_and_one_that_is_known_is_refused_at_its_field(ledger: Ledger) -> None:
    known = next(one for one in once.catalog().sources.values() if one.number)
    app = page("them-nguon")
    fill(
        app, sources__kind="official", sources__title_vi="Quyết định mới",
        sources__number=known.number,
    )  # fmt: skip
    press(app)
    assert "Đã có nguồn này" in " ".join(doubts(app))
    fill(app, sources__number="77/QĐ-UBND")
    press(app)
    (row,) = waiting(ledger)
    assert (row["table"], row["id"]) == ("sources", "77-QD-UBND")


@pytest.mark.usefixtures("ledger")
@pytest.mark.parametrize("part", ["sua", "them-du-an", "them-nguon"])
def test_hostile_words_in_every_field_stay_words(part: str) -> None:
    app = page(part, PROJECT)
    if part == "sua":
        fill(app, obstacles__known="new")
    for one in [*app.text_input, *app.text_area]:
        one.set_value(HOSTILE)
    run(app)
    press(app)
    shown = shown_html(app)
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown
    for one in [*app.text_input, *app.text_area]:
        assert HOSTILE.startswith(one.value[:40])
        assert one.value
        one.set_value("=HYPERLINK(1)")
    run(app)
    press(app)
    assert "bảng tính có thể chạy như công thức" in " ".join(doubts(app))


def shape_file(zone: str) -> bytes:
    """Return a line beside no road as CSV, its coordinates in a zone."""
    middle = to_grid(once.catalog().areas.province).centroid
    line = shapely.LineString(
        [
            (middle.x - 3000, middle.y + 2500),
            (middle.x, middle.y + 4600),
            (middle.x + 4000, middle.y + 6000),
        ]
    ).segmentize(200)
    change = Transformer.from_crs("EPSG:9206", zone, always_xy=True)
    rows = (change.transform(x, y) for x, y in shapely.get_coordinates(line))
    return ("E,N\n" + "\n".join(f"{x:.2f},{y:.2f}" for x, y in rows)).encode()


def upload(app: AppTest, name: str, data: bytes) -> None:
    box: Any = app.get("file_uploader")[0]
    box.set_value((name, data, "text/csv"))
    run(app)


def test_a_file_in_doubt_shows_the_best_places_and_goes_nowhere_unasked(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "shapes_fault", lambda *_: "")
    app = page("them-hinh", PROJECT)
    upload(app, "tuyen.csv", shape_file("EPSG:9206"))
    assert "Chưa chắc chắn" in words(app)
    sketches = _map_state(app)["sketch"]
    assert [one["label"] for one in sketches] == ["1", "2", "3"]
    fill(app, source=DOCUMENT)
    press(app)
    assert "Còn câu hỏi về tệp" in " ".join(doubts(app))
    assert ledger.log.batches() == ()
    which = next(one for one in app.radio if one.label == "Hình nào nằm đúng chỗ?")
    which.set_value("EPSG:9206")
    run(app)
    assert "Đã nhận ra tệp" in words(app)
    press(app)
    assert "văn bản nêu" in " ".join(doubts(app))  # the line is far from the project's district
    beside = next(one for one in app.checkbox if str(one.key).endswith(":shape.beside"))
    beside.check()
    run(app)
    press(app)
    filed = next(row for row in waiting(ledger) if row["table"] == "geometries")
    assert (filed["project_id"], filed["evidence"]) == (PROJECT, "A")
    assert "shown" not in filed
    expected = to_grid(once.catalog().areas.province).centroid
    assert to_grid(shapely.from_wkt(filed["shape"])).distance(expected) < 6_000


@pytest.mark.usefixtures("ledger")
def test_a_file_that_cannot_be_read_says_what_to_do() -> None:
    app = page("them-hinh", PROJECT)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("../../x.shp", b"x")
    upload(app, "x.zip", bomb.getvalue())
    assert app.error[0].value
    assert "draft" not in words(app)


def test_all_parts_of_the_page_are_named() -> None:
    assert set(updates._PARTS) >= {"sua", "them-du-an", "them-hinh", "them-nguon"}

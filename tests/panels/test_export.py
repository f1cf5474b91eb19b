"""The export dialog: one click to a sheet, every format behind one button with a true name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
import streamlit as st
from streamlit.proto.DownloadButton_pb2 import DownloadButton
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.testing.v1 import AppTest

from briefing.formats import FORMATS, FormatGroup, make
from briefing.preview import Preview
from briefing.queue import JobHandle, PreviewedJob, RenderFailedError, RenderJob, RenderQueue
from briefing.request import ExportRequest
from geo import clock
from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.strings import say
from panels.components.map import ScreenExtent
from panels.export import dialog as result
from panels.export import options as choices
from panels.export.dialog import file_request
from panels.export.options import Options
from panels.session import state
from tests.panels.test_page import opened

SCREEN = ScreenExtent((103.0, 20.5, 105.0, 21.5), 9.0)
TODAY = clock.today()


class Recorder:
    """Stands in for the worker: notes what is ordered and makes it in no time."""

    def __init__(self) -> None:
        self.orders: list[RenderJob] = []
        self.gate = threading.Event()
        self.gate.set()
        self.fail = False

    def ask(
        self, order: PreviewedJob, progress: Callable[[int, int, str], None], _: float
    ) -> bytes:
        self.orders.append(order.order)
        progress(1, 2, "a page")
        assert self.gate.wait(20)
        if self.fail:
            raise RenderFailedError(say("queue.error-died", order.language))
        # One grey pixel: a picture for where the dialog shows one.
        return Preview(b"the file", 3, PIXEL).pack()

    def kill(self) -> None:
        self.gate.set()

    def close(self) -> None:
        self.gate.set()


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    recorder = Recorder()
    queue = RenderQueue(lambda: recorder)  # type: ignore[arg-type, return-value]
    monkeypatch.setattr(result, "render_queue", lambda: queue)
    yield recorder
    queue.close()


def dialog(app: AppTest, **chosen: str) -> AppTest:
    """Open the dialog with some of its controls set."""
    app.session_state[state.EXPORT] = SCREEN
    for name, value in chosen.items():
        app.session_state[f"export-{name.replace('_', '-')}"] = value
    app.run()
    assert not app.exception
    return app


def made(app: AppTest) -> AppTest:
    """Press the button that makes the file."""
    app.session_state[state.EXPORT] = SCREEN
    app.button(key="export-make").click().run()
    assert not app.exception
    return app


def chosen_in(app: AppTest, **chosen: str) -> AppTest:
    """Choose something else in the open dialog."""
    app.session_state[state.EXPORT] = SCREEN
    for name, value in chosen.items():
        app.session_state[f"export-{name.replace('_', '-')}"] = value
    app.run()
    assert not app.exception
    return app


def job(view: View, size: str) -> PreviewedJob:
    return PreviewedJob(RenderJob.of("pdf", view, ExportRequest(size)))


def button(app: AppTest) -> DownloadButton:
    (found,) = app.get("download_button")
    proto: DownloadButton = found.proto
    return proto


def controls(app: AppTest) -> list[str]:
    return [item.label for item in app.get("button_group") if item.key.startswith("export-")]


def test_ux18_nothing_is_made_before_somebody_asks_for_it(worker: Recorder) -> None:
    app = dialog(opened(area="123"))
    assert worker.orders == []
    assert app.get("download_button") == []
    assert app.button(key="export-make-later").disabled
    assert controls(app) == [
        "Dùng để", "Định dạng", "Khổ giấy", "Hướng giấy", "Màu sắc", "Phạm vi"
    ]  # fmt: skip
    assert app.button(key="export-make").label == "Xem trước"
    made(app)
    (order,) = worker.orders
    assert (order.format_id, order.request.size, order.request.landscape) == ("pdf", "A4", True)
    assert button(app).label.startswith(f"Tải son-la_moc-chau_{TODAY.isoformat()}_a4.pdf (")
    assert button(app).url.endswith(".pdf")
    assert [picture.captions for picture in app.image] == [[say("export.page", "vi", pages=3)]]


def test_ux9_the_map_fits_what_is_selected_unless_somebody_wants_the_screen(
    worker: Recorder,
) -> None:
    app = made(dialog(opened(area="123")))
    assert worker.orders[-1].request.bbox is None
    made(chosen_in(app, extent_sheet="screen"))
    bbox = worker.orders[-1].request.bbox
    assert bbox is not None
    west, south, east, north = bbox
    assert SCREEN.bounds[0] <= west < east <= SCREEN.bounds[2]
    assert SCREEN.bounds[1] <= south < north <= SCREEN.bounds[3]


def test_ux18_another_option_makes_the_picture_old_and_takes_the_file_away(
    worker: Recorder,
) -> None:
    app = made(dialog(opened(area="123")))
    assert [item.value for item in app.warning] == []
    chosen_in(app, ink_sheet="grey")
    assert len(worker.orders) == 1, "a changed option draws nothing"
    assert app.get("download_button") == []
    assert app.button(key="export-make-later").disabled
    assert [item.value for item in app.warning] == [say("export.old", "vi")]
    # Back again: the file is there already.
    chosen_in(app, ink_sheet="colour")
    assert button(app).label.startswith("Tải son-la_moc-chau_")
    assert (len(worker.orders), len(app.warning)) == (1, 0)
    made(chosen_in(app, ink_sheet="grey"))
    assert "_a4-den-trang.pdf" in button(app).label
    assert [order.request.grey for order in worker.orders] == [False, True]


def test_ux18_options_are_remembered_for_each_purpose(worker: Recorder) -> None:
    """UX-18: black and white of the print is none of slides or books, and is kept for the print."""
    app = dialog(opened(area="123"), ink_sheet="grey", size_sheet="A3")
    chosen_in(app, group="slide")
    made(app)
    assert (worker.orders[-1].format_id, worker.orders[-1].request.grey) == ("slide-pdf", False)
    chosen_in(app, group="book")
    made(app)
    assert (worker.orders[-1].format_id, worker.orders[-1].request.grey) == ("book-pdf", False)
    # New data make every page run: that closes no dialog.
    app.run()
    assert app.get("download_button")
    # The dialog is closed and opened again; Streamlit forgets what its widgets held.
    del app.session_state["export-open"]
    app.run()
    assert not app.get("download_button")
    dialog(app)
    made(app)
    request = worker.orders[-1].request
    assert (worker.orders[-1].format_id, request.grey, request.size) == ("pdf", True, "A3")


def test_ux18_a_browser_remembers_options_beyond_the_session(worker: Recorder) -> None:
    """UX-18: for each purpose; what is not offered, or is no option, counts for nothing."""
    sent = {
        "export-ink-sheet": "grey",
        "export-size-sheet": "A3",
        "export-turn-sheet": "sideways",
        "export-format-sheet": "x" * 99,
        "export-group": "usb",
        "<script>": "grey",
    }
    held: dict[str, Any] = {"export-kept": {"export-ink-book": "grey", "export-size-sheet": "A2"}}
    with pytest.MonkeyPatch.context() as patch:
        for module in (choices, result):
            patch.setattr(module, "session", held)
        result.ask(replace(SCREEN, kept=tuple(sent.items())))
        flood = [
            (f"export-ink-{one}{two}", "grey") for one in "abcdefghijk" for two in "abcdefghij"
        ]
        result.ask(replace(SCREEN, kept=tuple(flood)))
    assert held["export-kept"] == {
        "export-ink-book": "grey",
        "export-ink-sheet": "grey",
        "export-size-sheet": "A3",
        "export-turn-sheet": "sideways",
    }
    app = opened(area="123")
    app.session_state["export-kept"] = held["export-kept"]
    made(dialog(app))
    (order,) = worker.orders
    request = order.request
    assert (order.format_id, request.grey, request.size) == ("pdf", True, "A3")
    assert request.landscape


def test_the_edition_for_who_only_looks_is_offered_first(worker: Recorder) -> None:
    app = dialog(opened())
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert group.options[0] == say("export.group-usb", "vi")
    first, note = say("export.usb-first", "vi"), say("export.usb-first-note", "vi")
    assert f"**{first}.** {note}" in [caption.value for caption in app.caption]
    chosen_in(app, group="usb")
    assert not [caption.value for caption in app.caption if first in caption.value]
    assert app.button(key="export-make").label == say("export.start", "vi")
    made(app)
    assert worker.orders[0].format_id == "usb"
    assert ".html (" in button(app).label


def test_an_open_card_asks_for_the_sheet_of_its_project(worker: Recorder) -> None:
    app = dialog(opened(id="EXP-SL1"))
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert group.options[1] == say("export.group-project", "vi")
    assert group.value == "project"
    assert controls(app) == ["Dùng để", "Định dạng", "Màu sắc"]
    made(app)
    name = f"son-la_exp-sl1_{TODAY.isoformat()}_phieu-du-an.pdf"
    assert button(app).label.startswith(f"Tải {name} (")
    (order,) = worker.orders
    assert order.format_id == "project-pdf"
    assert order.request == ExportRequest(printed=TODAY, project="EXP-SL1", layers=frozenset())
    told = [item.value for item in app.markdown]
    assert any("Cao tốc Hòa Bình" in words for words in told)
    assert not any("chưa có vị trí:" in item.value for item in app.caption)


def test_ux18_a_slide_has_the_picture_of_its_own_file(worker: Recorder) -> None:
    app = dialog(opened(id="EXP-SL1"), format_project="project-pptx", ink_project="grey")
    made(app)
    (order,) = worker.orders
    assert (order.format_id, order.request.grey) == ("project-pptx", True)
    assert [picture.captions for picture in app.image] == [[say("export.page", "vi", pages=3)]]


def test_the_card_of_an_asset_asks_for_no_project(worker: Recorder) -> None:
    app = dialog(opened(id="QL-6"))
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert say("export.group-project", "vi") not in group.options
    made(app)
    assert worker.orders[0].format_id == "pdf"


@pytest.mark.parametrize(("corridor", "offered"), [("COR-01", True), ("COR-01,COR-02", False)])
def test_the_strip_is_offered_for_one_corridor(
    worker: Recorder, corridor: str, offered: bool
) -> None:
    app = dialog(opened(corridor=corridor))
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert (say("export.group-strip", "vi") in group.options) is offered
    if offered:
        made(dialog(app, group="strip"))
        assert "duoi-thang" in button(app).label
        assert worker.orders[-1].format_id == "strip-pdf"


def test_paper_orientation_ink_and_extent_reach_the_sheet(worker: Recorder) -> None:
    app = opened(area="123", lang="en")
    dialog(app, format_sheet="svg", size_sheet="A3", turn_sheet="portrait", ink_sheet="grey")
    made(app)
    assert "son-la_moc-chau_" in button(app).label
    assert button(app).label.split(" ")[1].endswith("_a3-portrait-grey.svg")
    order = worker.orders[0]
    assert order.format_id == "svg"
    assert order.request == ExportRequest(
        size="A3", landscape=False, grey=True, layers=order.request.layers, printed=TODAY
    )


@pytest.mark.parametrize("form", [f.id for f in FORMATS.values() if f.group is FormatGroup.DATA])
def test_data_needs_no_paper_and_no_queue(form: str, worker: Recorder, catalog: Catalog) -> None:
    app = dialog(opened(area="127"), group="data", format_data=form)
    assert controls(app) == ["Dùng để", "Định dạng"]
    name = f"son-la_sop-cop_{TODAY.isoformat()}_du-lieu.{FORMATS[form].extension}"
    assert button(app).label.startswith(f"Tải {name} (")
    assert worker.orders == []
    view = build_view(catalog, Selection(areas=("127",)))
    request = ExportRequest(layers=frozenset(state.current().layers))
    order = RenderJob.of(form, view, request)
    assert result.light(order) == make(form, view, request)


def test_the_dialog_says_what_cannot_be_drawn(worker: Recorder, catalog: Catalog) -> None:
    del worker
    unplaced = sum(not project.pieces for project in catalog.projects.values())
    captions = [item.value for item in dialog(opened()).caption]
    assert say("export.unplaced", "vi", n=unplaced) in captions
    captions = [item.value for item in dialog(opened(area="127")).caption]
    assert not any("chưa rõ vị trí:" in words for words in captions)


def test_a_failure_is_said_in_words(worker: Recorder) -> None:
    worker.fail = True
    app = made(dialog(opened(area="123")))
    assert app.get("download_button") == []
    assert not app.button(key="export-again").disabled
    assert any("bị dừng giữa chừng" in item.value for item in app.error)


def test_an_empty_selection_can_be_taken_along(worker: Recorder) -> None:
    del worker
    app = dialog(opened(q="zzz"), group="data", format_data="xlsx")
    assert "son-la_zzz_" in button(app).label


def test_who_waits_reads_the_place_in_the_queue(
    worker: Recorder, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    queue = result.render_queue()
    worker.gate.clear()
    view = build_view(catalog, Selection(areas=("127",)))
    before = queue.submit(job(view, "A3"))
    told: list[tuple[str, str]] = []

    def tell(kind: str) -> Callable[..., None]:
        def note(*words: object, **_: object) -> None:
            told.append((kind, str(words[-1])))
            if kind == "info":
                worker.gate.set()

        return note

    place = SimpleNamespace(info=tell("info"), progress=tell("progress"))
    monkeypatch.setattr(result, "_LOOK_SECONDS", 0.01)
    packed = result.waited(job(view, "A4"), place)  # type: ignore[arg-type]
    assert Preview.unpack(packed) == Preview(b"the file", 3, PIXEL)
    assert told[0] == ("info", say("export.queue", "vi", count=1))
    assert before.finished.is_set()


def test_who_closes_the_dialog_leaves_the_queue(
    worker: Recorder, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    class ClosedError(Exception):
        pass

    def close(*_: object, **__: object) -> None:
        raise ClosedError

    worker.gate.clear()
    queue = result.render_queue()
    view = build_view(catalog, Selection(areas=("127",)))
    running = queue.submit(job(view, "A3"))
    monkeypatch.setattr(result, "_LOOK_SECONDS", 0.01)
    place = SimpleNamespace(info=close, progress=close)
    with pytest.raises(ClosedError):
        result.waited(job(view, "A4"), place)  # type: ignore[arg-type]
    assert not cast("Any", queue)._waiting
    worker.gate.set()
    assert running.finished.wait(20)


def test_ux18_who_waits_reads_how_long_and_how_far() -> None:
    """UX-18: pages where the queue can tell, else seconds."""
    told: list[str] = []
    place = SimpleNamespace(
        info=lambda words, **_: told.append(words), progress=lambda _, words: told.append(words)
    )
    ticket = JobHandle(PreviewedJob(RenderJob("pdf", "", Selection(), TODAY, ExportRequest())))
    result._tell(place, ticket, 0, 7)  # type: ignore[arg-type]
    ticket.done, ticket.steps, ticket.doing = 3, 13, "Mộc Châu"
    result._tell(place, ticket, 0, 9)  # type: ignore[arg-type]
    assert told == ["Đang làm tệp… 7 giây", "Đang làm tệp… trang 3/13 · Mộc Châu"]


def test_ux18_a_click_ends_the_waiting_at_once(
    worker: Recorder, monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    """UX-18: what is clicked while a file is made is not answered when the file is made."""
    requests = ScriptRequests()
    monkeypatch.setattr(
        result, "get_script_run_ctx", lambda: SimpleNamespace(script_requests=requests)
    )
    monkeypatch.setattr(result, "_LOOK_SECONDS", 0.01)
    assert not result.is_overtaken()
    worker.gate.clear()
    told: list[str] = []

    def tell(words: str, **_: object) -> None:
        told.append(words)
        requests.request_rerun(RerunData(fragment_id="dialog"))

    view = build_view(catalog, Selection(areas=("127",)))
    queue = result.render_queue()
    place = SimpleNamespace(info=tell, progress=lambda _, words: tell(words))
    with pytest.raises(StopException):
        result.waited(job(view, "A4"), place)  # type: ignore[arg-type]
    assert result.is_overtaken()
    assert len(told) == 1
    assert queue._running is not None
    assert queue._running.waiters == 0
    worker.gate.set()


def test_ux19_a_link_of_this_machine_is_no_link(
    monkeypatch: pytest.MonkeyPatch, catalog: Catalog
) -> None:
    wanted = Options(FORMATS["pdf"], "A4", as_on_screen=True)
    screen = state.Screen(Selection(areas=("123",)))

    def link(address: str) -> str:
        context = SimpleNamespace(url=address)
        monkeypatch.setattr(st, "context", context)
        return file_request(wanted, screen, SCREEN, build_view(catalog, screen.selection)).link

    assert link("http://localhost:8501/?area=123") == ""
    found = link("http://map.sonla.gov.vn/")
    assert found.startswith("http://map.sonla.gov.vn/?")
    assert found.endswith("#map=9.00/21.0000/104.0000")
    monkeypatch.setenv("SON_LA_BASE_URL", "https://bando.sonla.gov.vn/ban-do")
    assert link("http://localhost:8501/?area=123").startswith("https://bando.sonla.gov.vn/ban-do/?")
    found = link("http://10.0.0.5:8501/thay-doi?area=123")
    assert found.startswith("https://bando.sonla.gov.vn/ban-do/thay-doi?")

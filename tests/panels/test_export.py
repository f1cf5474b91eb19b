"""The export dialog: one click to a sheet, every format behind one button with a true name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import streamlit as st
from streamlit.proto.DownloadButton_pb2 import DownloadButton
from streamlit.testing.v1 import AppTest

from briefing.formats import FORMATS, FormatGroup, make
from briefing.queue import RenderFailedError, RenderJob, RenderQueue
from briefing.request import ExportRequest
from geo import clock
from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import say
from panels.components.map import ScreenExtent
from panels.export import dialog as result
from panels.export.dialog import Options, file_request
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

    def ask(self, order: RenderJob, progress: Callable[[int, int, str], None], _: float) -> bytes:
        self.orders.append(order)
        progress(1, 2, "a page")
        assert self.gate.wait(20)
        if self.fail:
            raise RenderFailedError(say("queue.error-died", order.language))
        # One grey pixel: a picture for where the dialog shows one.
        return PIXEL

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


def button(app: AppTest) -> DownloadButton:
    (found,) = app.get("download_button")
    proto: DownloadButton = found.proto
    return proto


def controls(app: AppTest) -> list[str]:
    return [item.label for item in app.get("button_group") if item.key.startswith("export-")]


def test_it_opens_ready_to_download_an_a4_sheet(worker: Recorder) -> None:
    app = dialog(opened(area="123"))
    assert button(app).label.startswith(f"Tải son-la_moc-chau_{TODAY.isoformat()}_a4.pdf (")
    assert button(app).url.endswith(".pdf")
    first, preview = worker.orders
    assert (first.format_id, first.request.size, first.request.landscape) == ("pdf", "A4", True)
    assert first.request.bbox == SCREEN.bounds
    assert (preview.format_id, preview.request.dpi) == ("png", 75)
    assert len(app.get("image")) == 1
    assert controls(app) == [
        "Dùng để", "Định dạng", "Khổ giấy", "Hướng giấy", "Màu sắc", "Phạm vi"
    ]  # fmt: skip


def test_an_open_card_asks_for_the_sheet_of_its_project(worker: Recorder) -> None:
    app = dialog(opened(id="EXP-SL1"))
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert group.options[0] == say("export.group-project", "vi")
    assert controls(app) == ["Dùng để", "Định dạng", "Màu sắc"]
    name = f"son-la_exp-sl1_{TODAY.isoformat()}_phieu-du-an.pdf"
    assert button(app).label.startswith(f"Tải {name} (")
    made, preview = worker.orders
    assert (made.format_id, preview.format_id) == ("project-pdf", "project-png")
    assert made.request == ExportRequest(printed=TODAY, project="EXP-SL1", layers=frozenset())
    told = [item.value for item in app.markdown]
    assert any("Cao tốc Hòa Bình" in words for words in told)
    assert not any("chưa có vị trí:" in item.value for item in app.caption)


def test_a_slide_of_a_project_has_no_picture_of_another_layout(worker: Recorder) -> None:
    dialog(opened(id="EXP-SL1"), format_project="project-pptx", ink="grey")
    (made,) = worker.orders
    assert (made.format_id, made.request.grey) == ("project-pptx", True)


def test_the_card_of_an_asset_asks_for_no_project(worker: Recorder) -> None:
    app = dialog(opened(id="QL-6"))
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert say("export.group-project", "vi") not in group.options
    assert worker.orders[0].format_id == "pdf"


@pytest.mark.parametrize(("corridor", "offered"), [("COR-01", True), ("COR-01,COR-02", False)])
def test_the_strip_is_offered_for_one_corridor(
    worker: Recorder, corridor: str, offered: bool
) -> None:
    app = dialog(opened(corridor=corridor))
    (group,) = [item for item in app.get("button_group") if item.key == "export-group"]
    assert (say("export.group-strip", "vi") in group.options) is offered
    if offered:
        dialog(app, group="strip")
        assert "duoi-thang" in button(app).label
        assert worker.orders[-1].format_id in {"strip-pdf", "strip-png"}


def test_paper_orientation_ink_and_extent_reach_the_sheet(worker: Recorder) -> None:
    app = opened(area="123", lang="en")
    dialog(app, format_sheet="svg", size="A3", turn="portrait", ink="grey", extent="selection")
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
    app = dialog(opened(area="123"))
    assert app.get("download_button") == []
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
    before = queue.submit(RenderJob.of("pdf", view, ExportRequest("A3")))
    told: list[tuple[str, str]] = []

    def tell(kind: str) -> Callable[..., None]:
        def note(*words: object, **_: object) -> None:
            told.append((kind, str(words[-1])))
            if kind == "info":
                worker.gate.set()

        return note

    place = SimpleNamespace(info=tell("info"), progress=tell("progress"))
    monkeypatch.setattr(result, "_LOOK_SECONDS", 0.01)
    data = result.waited(RenderJob.of("pdf", view, ExportRequest("A4")), place)  # type: ignore[arg-type]
    assert data == PIXEL
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
    running = queue.submit(RenderJob.of("pdf", view, ExportRequest("A3")))
    monkeypatch.setattr(result, "_LOOK_SECONDS", 0.01)
    place = SimpleNamespace(info=close, progress=close)
    with pytest.raises(ClosedError):
        result.waited(RenderJob.of("pdf", view, ExportRequest("A4")), place)  # type: ignore[arg-type]
    assert not cast("Any", queue)._waiting
    worker.gate.set()
    assert running.finished.wait(20)


def test_a_link_of_this_machine_is_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Options(FORMATS["pdf"], "A4")
    screen = state.Screen(Selection(areas=("123",)))

    def link(address: str) -> str:
        context = SimpleNamespace(url=address)
        monkeypatch.setattr(st, "context", context)
        return file_request(wanted, screen, SCREEN).link

    assert link("http://localhost:8501/?area=123") == ""
    found = link("http://map.sonla.gov.vn/")
    assert found.startswith("http://map.sonla.gov.vn/?")
    assert found.endswith("#map=9.00/21.0000/104.0000")

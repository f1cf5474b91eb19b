"""The box on the data page answers about a file, a code, and what is neither."""

from __future__ import annotations

import io
from datetime import date
from functools import cache

import pytest
from pptx import Presentation
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest

from briefing.request import ExportRequest
from briefing.sheet.render import render_sheet
from briefing.sheet.statement import statement_of
from briefing.slides.slide import plan_slide
from briefing.statement.carriers import embed_statement
from briefing.statement.statement import SLIDE, code_for, statement_rows
from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.strings import say
from panels.export import verify_box
from panels.session.address import AppPage
from panels.session.widget_states import ignore_misfits
from tests.panels.apps import opened_page
from tests.panels.test_page import shown_html


@cache
def page(language: str = "vi") -> AppTest:
    return opened_page(AppPage.DATA, lang=language)


def with_code(app: AppTest, code: str, link: str) -> AppTest:
    app.text_input(key=verify_box.CODE).set_value(code)
    app.text_input(key=verify_box.LINK).set_value(link)
    app.run()
    assert not app.exception
    return app


def code_now(catalog: Catalog, *areas: str) -> str:
    return code_for(statement_rows(build_view(catalog, Selection(areas=areas))))


def test_a_code_with_its_link_is_answered(catalog: Catalog) -> None:
    app = with_code(page(), code_now(catalog, "127"), "https://example.org/?area=127")
    assert any("dữ liệu hiện nay cho ra đúng mã" in one.value for one in app.success)
    assert "Huyện Sốp Cộp" in shown_html(app)
    app = with_code(app, code_now(catalog, "127"), "?area=123")
    assert any("không cho ra mã" in one.value for one in app.warning)
    assert "Mã trên giấy chỉ cho biết có khác hay không" in shown_html(app)


@pytest.mark.parametrize("code", ["SL-0000-0000-0", "<img src=x>"])
def test_a_mistyped_code_is_told(code: str) -> None:
    app = with_code(page(), code, "")
    assert any("không phải là mã kiểm tra đúng" in one.value for one in app.error)
    assert "<img src=x>" not in shown_html(app)


def test_a_file_is_answered(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("127",)), date(2026, 11, 1))
    data = render_sheet(view, ExportRequest(format="png", dpi=50))
    app = page()
    app.file_uploader(key=verify_box.FILE).set_value(("phieu.png", data, "image/png"))
    app.run()
    assert not app.exception
    assert any("vẫn cho ra đúng phiếu này" in one.value for one in app.success)
    assert "Vào ngày của phiếu, 01/11/2026" in shown_html(app)


def test_slides_are_answered_and_the_list_of_types_names_them(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("127",)), date(2026, 11, 1))
    sheet = statement_of(plan_slide(view, ExportRequest()), SLIDE)
    show = Presentation()
    embed_statement(show, sheet.to_token())
    show.save(out := io.BytesIO())
    app = page()
    uploader = app.file_uploader(key=verify_box.FILE)
    assert "PPTX" in uploader.label
    assert ".pptx" in uploader.proto.type
    uploader.set_value(("trang.pptx", out.getvalue(), "application/octet-stream"))
    app.run()
    assert not app.exception
    assert any("vẫn cho ra đúng trang chiếu này" in one.value for one in app.success)


def test_a_broken_file_is_told() -> None:
    app = page()
    app.file_uploader(key=verify_box.FILE).set_value(("a.pdf", b"%PDF-1.7 x", "application/pdf"))
    app.run()
    assert not app.exception
    assert any("hỏng hoặc thiếu một phần" in one.value for one in app.error)


def test_l5_a_file_of_a_foreign_type_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    ignore_misfits()
    app = page("en")
    app.file_uploader(key=verify_box.FILE).set_value(("a.exe", b"MZ", "application/x-msdownload"))
    app.run()
    assert not app.exception
    assert [one.value for one in app.error] == [say("verify.error-kind", "en")]

"""The page for signing in: it fits a phone, hinders nobody, and works where no script may run."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Page, expect

from geo.people import accounts as module
from geo.people.accounts import FILE_NAME, Accounts
from geo.people.passwords import PasswordKeeper
from geo.people.rights import Person, PersonRole
from panels.server import preload
from tests.browser.test_axe import grave_violations
from tests.panels.visitor import PASSWORD, Browser

LONG = "Nguyễn-Hoàng-Trần-Phương-Quỳnh-Không-Có-Chỗ-Ngắt " * 3


def test_it_fits_and_hinders_nobody(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    monkeypatch.setattr(preload, "preload_map", lambda _: "")
    cheap = Accounts(tmp_path / FILE_NAME, PasswordKeeper(PasswordHasher(1, 8, 1)))
    monkeypatch.setattr(module, "_accounts_in", lambda _: cheap)
    agencies = frozenset({"SO-XD", "BQL-KCN"})
    cheap.add(Person("an", PersonRole.EDITOR, agencies, LONG), PASSWORD)
    visitor = Browser()
    strange = visitor.ask("/dang-nhap?lang=en").body
    wrong = visitor.sign_in(password="sai").body
    visitor.sign_in()
    known = visitor.ask("/dang-nhap").body
    for width, scheme in ((390, "light"), (320, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        for body in (strange, wrong, known):
            page.set_content(body.decode())
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.scripts.length") == 0
            if (width, body) in ((390, wrong), (390, known), (320, known)):
                assert grave_violations(page) == []
    page.set_content(wrong.decode())
    expect(page.get_by_role("alert")).to_contain_text("Không đăng nhập được")
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("an")
    expect(page.get_by_label("Mật khẩu")).to_have_attribute("autofocus", "")

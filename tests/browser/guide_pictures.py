"""``python -m tests.browser.guide_pictures``: what a clerk and an approver see, for their guide.

A desk is made up for it in a temporary folder: the people and figures in it are examples, and the
guide says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, sync_playwright

from geo import clock
from geo.desk.judge import Desk
from geo.io.load import load
from geo.people.accounts import FILE_NAME as PEOPLE
from geo.people.accounts import Accounts
from geo.people.passwords import PasswordKeeper
from geo.people.rights import Person, PersonRole
from geo.proposals.proposal import REASON, SOURCE, FormGround
from geo.proposals.update import plan_update
from geo.store.database import file_url, open_store
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.settings import FILE_NAME as STORE
from geo.tables import DATA, Tables
from geo.text import DEFAULT_LANGUAGE
from tests.browser import chromium, server
from tests.browser.conftest import BROWSER_ARGS, START_SECONDS
from tests.browser.screenshots import FOLDER, write_small
from tests.geo.store.test_handed_in import CAPITAL, DECISION, STARTED, filled

AN = Person("nguyen.van.an", PersonRole.EDITOR, full_name="Nguyễn Văn An")
BINH = Person("tran.thi.binh", PersonRole.APPROVER, full_name="Trần Thị Bình")
CHI = Person("le.van.chi", PersonRole.APPROVER, full_name="Lê Văn Chi")
_PASSWORD: Final = "đường lên núi cao"
_WAIT_MS: Final = 2_000


@dataclass(frozen=True)
class GuidePicture:
    """A picture of the page *Cập nhật*.

    Parameters
    ----------
    who
        Who is signed in.
    query
        Parameters of the address.
    act
        What is done before it is taken; returns the element at its top.
    width, height
        In pixels.
    """

    who: Person
    query: str
    act: Callable[[Page], str]
    width: int
    height: int


def main() -> None:
    """Make up a desk, start the app, take each picture, and write it small."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        _fill(state)
        environment = {"SON_LA_STATE": folder}
        with (
            server.running(server.APP, state / "log", environment, START_SECONDS) as url,
            sync_playwright() as playwright,
        ):
            started = playwright.chromium.launch(
                executable_path=chromium.ensure(), args=BROWSER_ARGS
            )
            for name, picture in _pictures(state).items():
                _take(started, url, picture, FOLDER / f"{name}.png")
            started.close()


def _fill(state: Path) -> None:
    """Write people, what waits, and a filled-in task list into a folder."""
    accounts = Accounts(state / PEOPLE, PasswordKeeper(PasswordHasher(1, 8, 1)))
    for one in (AN, BINH, CHI):
        accounts.add(one, _PASSWORD)
    ledger = Ledger(Log(open_store(file_url(state / STORE))), DATA)
    _form(ledger, AN, "DT-104", **{"figures.physical_progress": "62,5", REASON: "Họp giao ban"})
    _form(ledger, AN, "DT-109", **{"projects.finish_year": "2028"})
    capital = {"unit.capital": "tỷ đồng", SOURCE: "QĐ 9/QĐ-SXD ngày 7/11/2026"}
    other = _form(ledger, CHI, "DT-105", **{"figures.capital": "465", **capital})
    (state / "conflict.xlsx").write_bytes(filled({"DT-105": {CAPITAL: "500", **DECISION}}))
    (state / "tasks.xlsx").write_bytes(filled({"DT-101": STARTED, "DT-107": STARTED}))
    _desk(ledger).approve(other, BINH)
    ledger.log.engine.dispose()


def _form(ledger: Ledger, who: Person, subject: str, **typed: str) -> int:
    """Propose what somebody has typed into a form; return the number of the batch."""
    ground = FormGround(ledger, load(), clock.today(), DEFAULT_LANGUAGE, ledger.log.head())
    plan = plan_update(subject, {SOURCE: "BC 401/BC-BQLDA ngày 24/11/2026", **typed}, ground)
    assert plan.draft, plan.doubts
    return _desk(ledger).propose(plan.draft, who).number


def _desk(ledger: Ledger) -> Desk:
    tables = Tables(DATA / "tables", ledger.fold().drafts)
    return Desk(ledger, load(DATA, tables), DEFAULT_LANGUAGE)


def _pictures(state: Path) -> dict[str, GuidePicture]:
    handed_in = "cap-nhat?part=nop-tep"
    return {
        "clerk-form": GuidePicture(AN, "cap-nhat?part=sua&of=DT-107", _typed, 900, 900),
        "clerk-preview": GuidePicture(AN, handed_in, _uploaded(state / "tasks.xlsx"), 900, 900),
        "clerk-conflict": GuidePicture(
            AN, handed_in, _uploaded(state / "conflict.xlsx", ".sl-numbers"), 760, 760
        ),
        "clerk-queue": GuidePicture(BINH, "cap-nhat", lambda _: ".sl-parts", 760, 760),
    }


def _typed(page: Page) -> str:
    box = page.get_by_role("combobox", name="Tình trạng mới")
    box.click()
    box.fill("Đang thi công")
    page.locator('[role="option"]').first.click()
    _settle(page)
    for label, words in (("Từ ngày", "10/11/2026"), ("Tổng mức đầu tư", "820")):
        field = page.get_by_role("textbox", name=label)
        field.fill(words)
        field.press("Tab")
        _settle(page)
    box = page.get_by_role("combobox", name="Văn bản hoặc bài báo")
    box.click()
    box.fill("QĐ 2051/QĐ-UBND ngày 9/11/2026")
    box.press("Enter")
    _settle(page)
    return ".sl-parts"


def _uploaded(path: Path, top: str = ".sl-parts") -> Callable[[Page], str]:
    def act(page: Page) -> str:
        page.locator('input[type="file"]').first.set_input_files(path)
        page.wait_for_timeout(_WAIT_MS)
        _settle(page)
        return top

    return act


def _settle(page: Page) -> None:
    page.wait_for_selector('.stApp[data-test-script-state="notRunning"] .sl-pages')
    page.wait_for_timeout(_WAIT_MS)


def _take(started: Browser, url: str, picture: GuidePicture, path: Path) -> None:
    context = started.new_context(
        viewport={"width": picture.width, "height": picture.height},
        locale="vi-VN",
        device_scale_factor=1.5,
    )
    page = context.new_page()
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(picture.who.name)
    page.get_by_label("Mật khẩu").fill(_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(f"{url}/{picture.query}")
    _settle(page)
    page.locator(picture.act(page)).first.evaluate("one => one.scrollIntoView({block: 'start'})")
    page.screenshot(path=path)
    context.close()
    write_small(path, path)


if __name__ == "__main__":
    main()

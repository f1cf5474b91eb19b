"""Who sits at the desk in tests, what they propose, and the page before them."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from geo.desk.judge import Desk
from geo.people.rights import Person, PersonRole
from geo.store.ledger import Ledger
from geo.store.model import Draft, StoredChange
from panels.session import person
from panels.session.address import AppPage
from tests import once
from tests.panels.apps import opened_page
from tests.panels.test_page import shown_html

AN = Person("an", PersonRole.EDITOR)
CHI = Person("chi", PersonRole.APPROVER)
DUNG = Person("dung", PersonRole.APPROVER)
PROJECT = "EXP-HB"
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script> =1+1 [x](javascript:alert(3))"


def sign_in(monkeypatch: pytest.MonkeyPatch, who: Person | None) -> None:
    monkeypatch.setattr(person, "visitor", lambda: who)


def year(new: str, reason: str = "theo báo cáo") -> Draft:
    old = str(once.catalog().projects[PROJECT].finish_year or "")
    change = StoredChange("projects", (PROJECT,), "finish_year", old, new, "QD-3079-2023")
    return Draft((change,), reason, "form")


def propose(ledger: Ledger, who: Person, new: str = "2031", reason: str = "theo báo cáo") -> int:
    return Desk(ledger, once.catalog(), "vi").propose(year(new, reason), who).number


def page(**query: str) -> AppTest:
    return opened_page(AppPage.UPDATES, **query)


def words(app: AppTest) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", shown_html(app)).split())


def press(app: AppTest, label: str, place: int = 0) -> None:
    [one for one in app.button if one.label == label][place].click()
    app.run()
    assert not app.exception


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.button]

"""A run that a newer one ends leaves nothing half done."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from threading import Event, Thread
from typing import Any

import pytest
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from geo.catalog.catalog import Catalog
from panels.session import address, state, undivided
from panels.session.address import AppPage
from tests.panels.test_state import bar  # noqa: F401 - the address bar is a fixture

ENOUGH = 100  # words with the session, more than any run has


class Superseded(BaseException):
    """Ends a run, as Streamlit does."""


class Run:
    """A run of the page of the map that ends at its n-th word with its session, or lives on."""

    def __init__(self, left: int = ENOUGH) -> None:
        self.left = left
        self.session_state = SafeSessionState(SessionState(), self.check)

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Superseded


class Session(MutableMapping[str, Any]):
    """What Streamlit keeps for a tab; each word with it asks whether the run is superseded."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.run = Run()

    def speak(self) -> dict[str, Any]:
        self.run.session_state._yield_callback()
        return self.kept

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - whatever a widget holds
        return self.speak()[key]

    def __setitem__(self, key: str, value: object) -> None:
        self.speak()[key] = value

    def __delitem__(self, key: str) -> None:
        del self.speak()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.speak())

    def __len__(self) -> int:
        return len(self.speak())


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch, bar: dict[str, str]) -> Session:  # noqa: F811, ARG001 - the later one counts
    found = Session()
    monkeypatch.setattr(undivided, "get_script_run_ctx", lambda **_: found.run)
    monkeypatch.setattr(address, "session", found)
    monkeypatch.setattr(state, "session", found)
    return found


def ran(session: Session, catalog: Catalog, left: int = ENOUGH) -> bool:
    session.run = Run(left)
    try:
        state.agree(catalog, AppPage.MAP)
    except Superseded:
        return False
    return True


def test_wherever_a_run_ends_the_next_one_shows_its_own_address(
    catalog: Catalog,
    session: Session,
    bar: dict[str, str],  # noqa: F811
) -> None:
    """A run that had noted its address, but not yet its filters, let the next one lose them."""
    asked = {"area": "123", "status": "completed", "near": "104.6,20.85~5", "timeline": "1"}
    back = {"area": "120", "q": "cầu"}
    for following in (asked, back, {}):
        for left in range(ENOUGH):
            session.kept.clear()
            bar.clear()
            bar.update(back)
            assert ran(session, catalog)
            bar.clear()
            bar.update(asked)
            is_through = ran(session, catalog, left)
            bar.clear()
            bar.update(following)
            assert ran(session, catalog)
            session.run = Run()
            assert dict(bar) == state.current().to_query() == following, left
            if is_through:
                break
        assert is_through


def test_a_superseded_run_ends_where_the_part_begins(session: Session) -> None:
    session.run = Run(0)
    with pytest.raises(Superseded), undivided.undivided():
        pytest.fail("it went on")
    # It has left the part: the next one may enter.
    session.run = Run(1)
    with undivided.undivided():
        assert not session
    with pytest.raises(Superseded):
        len(session)


@pytest.mark.usefixtures("session")
def test_a_newer_run_waits_until_the_part_of_the_older_one_is_over() -> None:
    order = []
    inside = Event()

    def enter() -> None:
        inside.wait(10)
        with undivided.undivided():
            order.append("newer")

    newer = Thread(target=enter)
    newer.start()
    with undivided.undivided():
        inside.set()
        newer.join(0.1)
        order.append("older")
    newer.join(10)
    assert order == ["older", "newer"]


def test_what_streamlit_asks_at_each_word_with_a_session_is_where_it_was() -> None:
    """``undivided`` relies on it, see docs/architecture.md."""
    asked = []
    safe = SafeSessionState(SessionState(), lambda: asked.append(1))
    assert "word" not in safe
    assert asked == [1]
    object.__setattr__(safe, undivided._YIELD, lambda: asked.append(2))
    assert "word" not in safe
    assert asked == [1, 2]


def test_without_a_run_a_part_is_as_any_other() -> None:
    with undivided.undivided(), pytest.raises(Superseded):
        raise Superseded

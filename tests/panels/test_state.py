from __future__ import annotations

from datetime import date

import pytest

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Kind, Status
from geo.query.selection import Selection
from geo.query.within import Near
from layers.themes import AT_FIRST, OFF_AT_FIRST, SWITCHABLE
from panels.session import address, state
from panels.session.address import AppPage
from panels.session.state import Screen, read_screen


def test_a_screen_survives_the_address_bar(catalog: Catalog) -> None:
    screen = Screen(
        Selection(areas=("123",), kinds=(Kind.EXPRESSWAY,), language="en"),
        item_id="EXP-SL1",
        hidden=("water", "corridors"),
    )
    back, ignored = read_screen(screen.to_query(), catalog)
    assert ignored == ()
    assert back.selection == screen.selection
    assert back.item_id == "EXP-SL1"
    assert set(back.hidden) == {"water", "corridors"}
    assert set(back.layers) == set(SWITCHABLE) - {"water", "corridors"}


def test_what_is_off_at_first_is_on_by_the_link_that_says_so(catalog: Catalog) -> None:
    assert OFF_AT_FIRST == ("incidents",)
    first, _ = read_screen({}, catalog)
    assert first.layers == Screen(Selection()).layers == AT_FIRST
    assert "on" not in first.to_query()
    asked, ignored = read_screen({"on": "incidents", "off": "water"}, catalog)
    assert ignored == ()
    assert set(asked.layers) == set(SWITCHABLE) - {"water"}
    assert asked.to_query() == {"on": "incidents", "off": "water"}
    _, wrong = read_screen({"on": "cellar"}, catalog)
    assert [part.value for part in wrong] == ["cellar"]


def test_the_frame_follows_the_codes_of_a_link(catalog: Catalog) -> None:
    screen, ignored = read_screen({"area": "04048"}, catalog)
    assert (screen.selection.frame, screen.selection.areas) == (AreaFrame.COMMUNE, ("04048",))
    assert ignored == ()


def test_codes_of_the_other_frame_are_said_and_left_out(catalog: Catalog) -> None:
    screen, ignored = read_screen({"frame": "district", "area": "123,04048"}, catalog)
    assert screen.selection.areas == ("123",)
    assert [(part.field, part.value) for part in ignored] == [("area", "04048")]


def test_unknown_items_and_layers_are_said(catalog: Catalog) -> None:
    screen, ignored = read_screen({"id": "NO-SUCH", "off": "water,cellar"}, catalog)
    assert (screen.item_id, set(screen.hidden)) == ("", {"water", *OFF_AT_FIRST})
    assert {part.value for part in ignored} == {"NO-SUCH", "cellar"}
    assert all(part.value in part.message("en") for part in ignored)


def test_the_session_holds_every_field_of_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever field a selection has: what is filled in comes out again."""
    monkeypatch.setattr(state, "session", {state.LANGUAGE: "en"})
    restricted = Selection(
        frame=AreaFrame.COMMUNE,
        areas=("04048",),
        corridors=("COR-01",),
        kinds=(Kind.EXPRESSWAY,),
        statuses=(Status.PLANNED,),
        words="cao tốc",
        as_of=date(2025, 1, 1),
        language="en",
        near=Near.point(104.03, 21.21, 10),
        agencies=("UBND-TINH",),
    )
    # A field that is new must be named here too.
    assert {
        name for name, value in vars(restricted).items() if value == getattr(Selection(), name)
    } == set()
    state._fill(Screen(restricted, hidden=("water",)))
    assert state.current().selection == restricted
    assert state.current().hidden == ("water",)


@pytest.fixture
def bar(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give an address bar and a session, as a run of the app has them."""

    class Bar(dict[str, str]):
        def get_all(self, name: str) -> list[str]:
            return [self[name]]

        def to_dict(self) -> dict[str, str]:
            return dict(self)

        def from_dict(self, query: dict[str, str]) -> None:
            self.clear()
            self.update(query)

    found = Bar()
    kept: dict[str, object] = {}
    monkeypatch.setattr("streamlit.query_params", found)
    monkeypatch.setattr(address, "session", kept)
    monkeypatch.setattr(state, "session", kept)
    return found


def run(catalog: Catalog) -> dict[str, str]:
    state.take_address(catalog)
    query = state.current().to_query()
    address.write(AppPage.MAP, query)
    return query


def test_what_is_switched_on_the_server_counts_beside_an_address_that_knows_nothing_of_it(
    catalog: Catalog, bar: dict[str, str]
) -> None:
    """Two quick clicks, one told to the server and one in the address: both count."""
    bar["area"] = "123"
    assert run(catalog) == {"area": "123"}
    state.put(state.LANGUAGE, "en")
    state.put(state.TIMELINE, True)
    bar["area"] = "125"
    assert run(catalog) == {"lang": "en", "area": "125", "timeline": "1"}
    # Where both changed one thing, the address does.
    state.put(state.AREAS[AreaFrame.DISTRICT], ["119"])
    bar["area"] = "121"
    assert run(catalog)["area"] == "121"
    # The way back is an address like any other: it undoes what was written.
    bar.clear()
    assert run(catalog) == {}

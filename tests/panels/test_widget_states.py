"""Widget states that no widget of ours sends are ignored, and the session goes on (L4)."""

from __future__ import annotations

import json
import logging
import random
from typing import Any

import pytest
import streamlit
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import WStates
from streamlit.testing.v1 import AppTest

from panels.pages.sources import WORDS as WORDS_KEY
from panels.session import widget_states
from panels.session.address import AppPage
from tests.panels.apps import opened_page

JSON = (None, True, 7, "", "x", [], [1, None], {"event": 1}, [{"event": [], "value": 1}], {"a": {}})
WORDS = ("", "x", "2026-99-99", "null", "../../etc/passwd", "<img src=x>", "116")


@pytest.fixture(autouse=True)
def _ignoring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sessions of a test ignore what does not fit, as those of the server do."""
    monkeypatch.setattr(WStates, "__getitem__", WStates.__getitem__)
    widget_states.ignore_misfits()


def state_of(widget_id: str, kind: str, value: object) -> WidgetState:
    """Return a state as it comes over the web socket."""
    found = WidgetState(id=widget_id)
    field = getattr(found, kind)
    if isinstance(value, list):
        field.SetInParent()
        field.data.extend(value)
    elif value is None:
        field.SetInParent()
    else:
        setattr(found, kind, value)
    return found


def junk(draw: random.Random, widget_id: str, metadata: WidgetMetadata[Any]) -> WidgetState:
    """Return a state of any kind, in half of all cases of the kind that the widget wants."""
    events = [*(metadata.callbacks or {"selected": None})]
    of_kind = {
        "trigger_value": True,
        "bool_value": True,
        "double_value": draw.choice([float("nan"), -1e300, 3.5]),
        "int_value": draw.choice([-(2**62), 0, 99_999]),
        "string_value": draw.choice(WORDS),
        "double_array_value": [float("inf"), 1.5],
        "int_array_value": [-1, 10**9],
        "string_array_value": draw.choices(WORDS, k=draw.randrange(4)),
        "json_value": json.dumps(draw.choice([*JSON, dict.fromkeys(events, draw.choice(JSON))])),
        "json_trigger_value": draw.choice(
            ["{", json.dumps([{"event": draw.choice(events), "value": draw.choice(JSON)}])]
        ),
        "bytes_value": b"x",
        "file_uploader_state_value": None,
        "chat_input_value": None,
    }
    wanted = metadata.value_type
    kind = wanted if wanted in of_kind and draw.random() < 0.5 else draw.choice([*of_kind])
    return state_of(widget_id, kind, of_kind[kind])


def metadata_of(app: AppTest) -> dict[str, WidgetMetadata[Any]]:
    return dict(app._session_state._state._new_widget_state.widget_metadata)


def send(app: AppTest, *states: WidgetState) -> AppTest:
    app._run(WidgetStates(widgets=states))
    return app


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == widget_states.__name__]


@pytest.mark.parametrize("page", AppPage)
def test_l4_whatever_comes_over_the_web_socket_the_session_goes_on(page: AppPage) -> None:
    app, draw = opened_page(page), random.Random(f"L4 {page}")
    metadata = metadata_of(app)
    assert metadata
    for _ in range(3):
        chosen = draw.sample([*metadata], k=max(1, len(metadata) // 2))
        send(app, *(junk(draw, one, metadata[one]) for one in chosen))
        assert not app.exception, app.exception[0].message


def test_l4_a_state_that_does_not_fit_is_one_line_and_the_widget_keeps_its_value(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = opened_page(AppPage.SOURCES)
    (words,) = [one for one in metadata_of(app) if one.endswith(f"-{WORDS_KEY}")]
    send(app, state_of(words, "string_value", "nghị quyết"))
    with caplog.at_level(logging.WARNING, widget_states.__name__):
        send(app, state_of(words, "int_value", 7))
    assert app.text_input[0].value == "nghị quyết"
    (record,) = lines(caplog)
    assert "int_value instead of string_value" in record.getMessage()
    assert record.exc_info is None


def test_l4_what_fits_is_taken(caplog: pytest.LogCaptureFixture) -> None:
    app = opened_page(AppPage.SOURCES)
    with caplog.at_level(logging.WARNING, widget_states.__name__):
        app.text_input[0].set_value("nghị quyết").run()
        app.text_input[0].set_value("").run()
        kinds = app.selectbox[0]
        kinds.set_value(kinds.options[1] if kinds.value != kinds.options[1] else None).run()
    assert not app.exception
    assert lines(caplog) == []


@pytest.mark.parametrize(("kind", "value"), [("int_value", 12), ("double_value", 12.5)])
def test_l4_a_field_of_numbers_takes_whole_ones_and_others(kind: str, value: float) -> None:
    """Streamlit declares such a field as ``double_value``; the browser sends what its step says."""
    states = WStates()
    states.set_widget_metadata(
        WidgetMetadata(
            id="km",
            deserializer=lambda sent: sent,
            serializer=lambda kept: kept,
            value_type="double_value",
        )
    )
    states.set_widget_from_proto(state_of("km", kind, value))
    assert states["km"] == value
    states.set_widget_from_proto(state_of("km", "string_value", "12"))
    with pytest.raises(KeyError):
        states["km"]


def test_the_wrapped_method_is_the_one_of_this_streamlit() -> None:
    # With another version: look whether states are still read by `WStates.__getitem__`, whether a
    # KeyError still means "not sent", and where the options of selections are kept.
    assert streamlit.__version__ == "1.67.0"
    wrapped = WStates.__getitem__
    widget_states.ignore_misfits()
    assert WStates.__getitem__ is wrapped

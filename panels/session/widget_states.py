"""Widget states that no widget of ours sends are ignored, and the session goes on.

What comes over the web socket is read where a script first asks for it, deep inside Streamlit, by
code that trusts its own pages: a number where a list belongs ends the run with an error, and every
later run, too, since the state stays. So the one method through which all of it passes is wrapped:
a state that does not fit its widget is as one that was never sent. The widget keeps the value that
it had.
"""

from __future__ import annotations

import json
import logging
import threading
from contextlib import suppress
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from streamlit.runtime.state.session_state import Serialized, WStates

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from streamlit.proto.WidgetStates_pb2 import WidgetState
    from streamlit.runtime.state.common import WidgetMetadata

_JSON_KINDS: Final = ("json_value", "json_trigger_value")
# A field of numbers sends either, as its step says.
_NUMBERS: Final = {"double_value", "int_value"}
# Where the readers of Streamlit's widgets keep the words that were offered.
_OPTIONS: Final = ("formatted_options", "formatted_option_to_option_index")
TYPED_INTO: Final = ":source"
"""How the keys of lists end into which other words than those offered may be typed."""
_MOST_TYPED: Final = 1_000
_LOG: Final = logging.getLogger(__name__)
_RUN: Final = threading.local()


class _Ignored(Serialized):
    """A state that was looked at already and does not fit."""

    __slots__ = ()


def ignore_misfits() -> None:
    """Let all sessions ignore states that do not fit; again does no harm."""
    if not hasattr(WStates.__getitem__, "__wrapped__"):
        WStates.__getitem__ = _fitting(WStates.__getitem__)  # type: ignore[method-assign]


def take_ignored(user_key: str) -> bool:
    """Tell once whether a state was ignored that was of the widget's kind, but not of its values.

    Parameters
    ----------
    user_key
        The key that the widget was given.
    """
    found: set[str] = getattr(_RUN, "ignored", set())
    ours = {widget_id for widget_id in found if widget_id.endswith(f"-{user_key}")}
    found -= ours
    return bool(ours)


def _fitting(read: Callable[[WStates, str], Any]) -> Callable[[WStates, str], Any]:
    @wraps(read)
    def read_fitting(states: WStates, key: str) -> Any:  # noqa: ANN401 - whatever a widget holds
        state = states.states.get(key)
        if isinstance(state, _Ignored):
            raise KeyError(key)
        metadata = states.widget_metadata.get(key)
        if not isinstance(state, Serialized) or metadata is None:
            return read(states, key)
        why = _misfit(state.value, metadata)
        if not why:
            try:
                return read(states, key)
            except Exception as error:  # noqa: BLE001 - whatever a wrong value leads to
                why = f"{type(error).__name__} in its value"
                _remember(key)
        states.states[key] = _Ignored(state.value)
        _LOG.warning("ignored a state of the widget %s: %s", key[-60:], why)
        raise KeyError(key)

    return read_fitting


def _misfit(state: WidgetState, metadata: WidgetMetadata[Any]) -> str:
    """Return why a state cannot be one of the widget's, empty where it may be."""
    kind = state.WhichOneof("value")
    if kind is None:  # cleared
        return ""
    if kind != metadata.value_type and {kind, metadata.value_type} != _NUMBERS:
        return f"{kind} instead of {metadata.value_type}"
    if kind in ("string_value", "string_array_value"):
        many = kind == "string_array_value"
        chosen = state.string_array_value.data if many else [state.string_value]
        if metadata.id.endswith(TYPED_INTO) and not many:
            return "" if len(state.string_value) <= _MOST_TYPED else "too long"
        return "" if {*chosen} <= {*_options(metadata, *chosen)} else "no option of it"
    return _json_misfit(kind, getattr(state, kind)) if kind in _JSON_KINDS else ""


def _json_misfit(kind: str, text: str) -> str:
    found: object = None
    with suppress(ValueError, RecursionError):
        found = json.loads(text)
    if kind == "json_value":
        return "" if isinstance(found, dict) else "no record"
    events = found if isinstance(found, list) else [found]
    named = all(isinstance(one, dict) and isinstance(one.get("event"), str) for one in events)
    return "" if named else "no event"


def _options(metadata: WidgetMetadata[Any], *chosen: str) -> Collection[str]:
    """Return the words that a widget offers, those that are chosen where it offers none."""
    reader = getattr(metadata.deserializer, "__self__", None)
    for name in _OPTIONS:
        found: Collection[str] | None = getattr(reader, name, None)
        if found:
            return found
    return chosen


def _remember(key: str) -> None:
    if not hasattr(_RUN, "ignored"):
        _RUN.ignored = set()
    _RUN.ignored.add(key)

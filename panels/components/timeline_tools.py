"""The switch of the timeline and its steps; the browser takes them itself, see ``store.js``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo import clock
from geo.strings import say
from panels.components.day import read_event
from panels.resources import component
from panels.session import session, state

if TYPE_CHECKING:
    from datetime import date

KEY: Final = "timeline-tools-box"
_WORDS: Final = ("title", "previous", "next", "today")
_mount = component(
    "son-la-timeline-tools",
    Path(__file__).with_suffix(".js"),
    '<div class="tools"></div>',
    Path(__file__).with_suffix(".css").read_text(encoding="utf-8"),
)


def timeline_tools(screen: state.Screen, days: Iterable[date]) -> None:
    """Draw the switch, and the steps where the timeline is open.

    Parameters
    ----------
    days
        Those with events, in their order; none while it is closed.
    """

    def turned() -> None:
        event = (session.get(KEY) or {}).get("on")
        if isinstance(event, dict) and isinstance(event.get("value"), bool):
            state.put(state.TIMELINE, event["value"])

    def stepped() -> None:
        state.show_day(read_event(session.get(KEY), session.get(state.AS_OF)))

    _mount(
        key=KEY,
        data=tools_data(screen, days),
        height="content",
        on_on_change=turned,
        on_day_change=stepped,
    )


def tools_data(screen: state.Screen, days: Iterable[date]) -> dict[str, Any]:
    """Return what the browser needs."""
    chosen, today = screen.selection.as_of, clock.today()
    return {
        "on": screen.timeline,
        "day": chosen.isoformat() if chosen else "",
        "today": today.isoformat(),
        "days": [day.isoformat() for day in days if day <= today],  # no view is of the future
        "words": {name: say(f"timeline.{name}", screen.language) for name in _WORDS},
    }

"""The controls of the export dialog: what for, which format, which paper, how much of the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from briefing.formats import FORMATS, Format, FormatGroup
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SCREEN, _SELECTION = "screen", "selection"
_LYING, _STANDING = "landscape", "portrait"
_COLOUR, _GREY = "colour", "grey"


@dataclass(frozen=True)
class Options:
    """What the controls say.

    Parameters
    ----------
    as_on_screen
        Whether the map shows the ground of the screen; else it fits what is selected.
    """

    form: Format
    size: str = ""
    landscape: bool = True
    grey: bool = False
    as_on_screen: bool = True


def groups(*, one_corridor: bool = True) -> list[FormatGroup]:
    """Return the groups that hold a format, in the order in which they are offered.

    Parameters
    ----------
    one_corridor
        Whether exactly one corridor is selected: some are about that.
    """
    held = {
        form.group
        for form in FORMATS.values()
        if form.in_dialog and (one_corridor or not form.one_corridor)
    }
    return [group for group in FormatGroup if group in held]


def options(language: str, *, one_corridor: bool = False) -> Options:
    """Draw the controls; return what they say. Untouched, they ask for an A4 sheet as PDF."""

    def group_name(group: str) -> str:
        return say(f"export.group-{group}", language)

    def form_name(form_id: str) -> str:
        return say(f"format.{form_id}", language)

    group = _choose(
        "group", [group.value for group in groups(one_corridor=one_corridor)], language, group_name
    )
    ids = [form.id for form in FORMATS.values() if form.group == group and form.in_dialog]
    form = FORMATS[_choose(f"format-{group}", ids, language, form_name)]
    st.caption(say(f"format-note.{form.id}", language))
    if not form.sizes:
        return Options(form)
    return _paper(form, language)


def _paper(form: Format, language: str) -> Options:
    """Draw the controls of what has a size."""

    def turn_name(turn: str) -> str:
        return say(f"export.turn-{turn}", language)

    def ink_name(ink: str) -> str:
        return say(f"export.ink-{ink}", language)

    def extent_name(extent: str) -> str:
        return say(f"export.extent-{extent}", language)

    left, right = st.columns(2)
    size, turn = form.sizes[0], _LYING
    if len(form.sizes) > 1:
        with left:
            size = _choose("size", form.sizes, language, str)
    if "landscape" in form.options:
        with right:
            turn = _choose("turn", (_LYING, _STANDING), language, turn_name)
    ink = _choose("ink", (_COLOUR, _GREY), language, ink_name)
    extent = _SELECTION
    if "bbox" in form.options:
        extent = _choose("extent", (_SCREEN, _SELECTION), language, extent_name)
    return Options(form, size, turn == _LYING, ink == _GREY, extent == _SCREEN)


def _choose(what: str, choices: Sequence[str], language: str, name_of: Callable[[str], str]) -> str:
    """Draw one row of buttons, of which one is always chosen; the first is to begin with."""
    chosen: str | None = st.segmented_control(
        say(f"export.{what.partition('-')[0]}", language),
        choices,
        default=choices[0],
        format_func=name_of,
        key=f"export-{what}",
        required=True,
    )
    return chosen or choices[0]

"""The controls of the export dialog: what for, which format, which paper, how much of the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from briefing.formats import FORMATS, Format, Group
from geo.strings import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")
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


def groups() -> list[Group]:
    """Return the groups that hold a format, in the order in which they are offered."""
    held = {form.group for form in FORMATS.values()}
    return [group for group in Group if group in held]


def options(language: str) -> Options:
    """Draw the controls; return what they say. Untouched, they ask for an A4 sheet as PDF."""
    group = _choose("group", groups(), language, lambda item: f"export.group-{item}")
    forms = [form for form in FORMATS.values() if form.group is group]
    form = _choose(f"format-{group}", forms, language, lambda item: f"format.{item.id}")
    st.caption(say(f"format-note.{form.id}", language))
    if not form.sizes:
        return Options(form)
    return _paper(form, language)


def _paper(form: Format, language: str) -> Options:
    """Draw the controls of what has a size."""
    left, right = st.columns(2)
    size, landscape = form.sizes[0], True
    if len(form.sizes) > 1:
        with left:
            size = _choose("size", form.sizes, language, lambda item: item, plain=True)
    if form.turns:
        turns = (_LYING, _STANDING)
        with right:
            turn = _choose("turn", turns, language, lambda item: f"export.turn-{item}")
        landscape = turn == _LYING
    ink = _choose("ink", (_COLOUR, _GREY), language, lambda item: f"export.ink-{item}")
    extents = (_SCREEN, _SELECTION)
    extent = _choose("extent", extents, language, lambda item: f"export.extent-{item}")
    return Options(form, size, landscape, ink == _GREY, extent == _SCREEN)


def _choose(
    what: str,
    choices: Sequence[_T],
    language: str,
    key_of: Callable[[_T], str],
    *,
    plain: bool = False,
) -> _T:
    """Draw one row of buttons, of which one is always chosen.

    Parameters
    ----------
    key_of
        String of a choice; its words themselves where `plain` is set.
    """
    chosen = st.segmented_control(
        say(f"export.{what.partition('-')[0]}", language),
        range(len(choices)),
        default=0,
        format_func=lambda at: key_of(choices[at]) if plain else say(key_of(choices[at]), language),
        key=f"export-{what}",
        required=True,
    )
    return choices[chosen or 0]

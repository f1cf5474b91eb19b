"""The controls of the dialog that makes files: what for, which format, which paper and ground.

What was chosen is remembered for each purpose: in the session, and in the browser beyond it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.formats import FORMATS, Format, FormatGroup
from geo.strings import say
from panels.resources import component
from panels.session import session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SCREEN, _SELECTION = "screen", "selection"
_LYING, _STANDING = "landscape", "portrait"
_COLOUR, _GREY = "colour", "grey"
_KEPT: Final = "export-kept"
# Of a control of one purpose. A name has no other letters.
_KEY: Final = re.compile(r"export-[a-z]{1,20}-[a-z]{1,20}")
_MOST_KEPT: Final = 100
_LONGEST_CHOICE: Final = 40
_SCRIPT: Final = Path(__file__).parents[1] / "components" / "export_memory.js"
_mount = component("son-la-export-memory", _SCRIPT, "<span hidden></span>")


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
    as_on_screen: bool = False


def recall(kept: Iterable[tuple[str, str]]) -> None:
    """Take over what the browser remembers; a choice that is not offered is never taken.

    Parameters
    ----------
    kept
        Pairs of the key of a control and its choice, as they came.
    """
    known = {
        key: choice
        for key, choice in kept
        if _KEY.fullmatch(key) and len(choice) <= _LONGEST_CHOICE
    }
    if len(known) <= _MOST_KEPT:
        session[_KEPT] = session.get(_KEPT, {}) | known


def remember() -> None:
    """Let the browser remember what is chosen for each purpose."""
    chosen = {key: choice for key, choice in session.get(_KEPT, {}).items() if _KEY.fullmatch(key)}
    with st.container(key="export-memory"):
        _mount(key="export-memory-bridge", data={"chosen": chosen}, height=1)


def groups(*, one_corridor: bool = True, one_project: bool = True) -> list[FormatGroup]:
    """Return the groups that hold a format, in the order in which they are offered.

    The edition for whoever only looks comes first.

    Parameters
    ----------
    one_corridor
        Whether exactly one corridor is selected: some are about that.
    one_project
        Whether the card of a project is open: some are about that.
    """
    held = {
        form.group
        for form in FORMATS.values()
        if form.in_dialog
        and (one_corridor or not form.one_corridor)
        and (one_project or not form.one_project)
    }
    first = [FormatGroup.USB, *(group for group in FormatGroup if group is not FormatGroup.USB)]
    return [group for group in first if group in held]


def options(language: str, *, one_corridor: bool = False, one_project: bool = False) -> Options:
    """Draw the controls; return what they say.

    Untouched, they ask for the sheet of the open project, else for an A4 sheet, as PDF.
    """
    held = groups(one_corridor=one_corridor, one_project=one_project)
    usual = FormatGroup.PROJECT if one_project else FormatGroup.SHEET
    offered = [group.value for group in held]
    group = _choose("group", offered, language, "export.group-{}", usual=usual)
    if group != FormatGroup.USB:
        first, note = (say(f"export.usb-first{part}", language) for part in ("", "-note"))
        st.caption(f"**{first}.** {note}")
    ids = [form.id for form in FORMATS.values() if form.group == group and form.in_dialog]
    form = FORMATS[_choose("format", ids, language, "format.{}", group=group)]
    st.caption(say(f"format-note.{form.id}", language))
    if form.asks:
        st.caption(say("export.minutes", language))
    if form.one_project:
        return Options(form, grey=_ink(language, group))
    return _paper(form, language) if form.sizes else Options(form)


def _paper(form: Format, language: str) -> Options:
    """Draw the controls of what has a size."""
    left, right = st.columns(2)
    size, turn = form.sizes[0], _LYING
    if len(form.sizes) > 1:
        with left:
            size = _choose("size", form.sizes, language, group=form.group)
    if "landscape" in form.options:
        with right:
            turn = _choose(
                "turn", (_LYING, _STANDING), language, "export.turn-{}", group=form.group
            )
    grey = _ink(language, form.group)
    extent = _SELECTION
    if "bbox" in form.options:
        extent = _choose(
            "extent", (_SELECTION, _SCREEN), language, "export.extent-{}", group=form.group
        )
    return Options(form, size, turn == _LYING, grey, extent == _SCREEN)


def _ink(language: str, group: str) -> bool:
    """Draw the choice of colours; tell whether it is for a printer without."""
    return _choose("ink", (_COLOUR, _GREY), language, "export.ink-{}", group=group) == _GREY


def _choose(  # noqa: PLR0913 - what a row of buttons needs
    what: str,
    choices: Sequence[str],
    language: str,
    words: str = "",
    *,
    group: str = "",
    usual: str = "",
) -> str:
    """Draw one row of buttons, of which one is always chosen.

    Parameters
    ----------
    words
        Key of the word of a choice, with ``{}`` for the choice; empty where that is a word itself.
    group
        The purpose for which it is remembered, empty where it is the purpose itself.
    usual
        Chosen to begin with where nothing is remembered, empty for the first one.
    """
    key = f"export-{what}-{group}" if group else f"export-{what}"
    kept: dict[str, str] = session.setdefault(_KEPT, {})
    before = kept.get(key, "") if group else usual
    first = before if before in choices else usual if usual in choices else choices[0]
    # Purposes are many: they take as many rows as they need.
    draw = st.segmented_control if group else st.pills
    chosen: str | None = draw(
        say(f"export.{what}", language),
        choices,
        default=first,
        format_func=lambda choice: say(words.format(choice), language) if words else choice,
        key=key,
        required=True,
    )
    taken = chosen or first
    kept[key] = taken
    return taken

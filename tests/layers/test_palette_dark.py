"""The dark colours: complete, readable, and their statuses as far apart as by day."""

from __future__ import annotations

from itertools import combinations

import pytest

from geo.catalog.catalog import Catalog
from layers.style import palette
from layers.style.model import FillStyle, LineStyle, Style, SymbolStyle
from layers.style.palette import DARK
from layers.style.typography import ROLES
from layers.themes import THEMES
from layers.themes.areas import CHOSEN_STYLE
from layers.web.payload import page_record


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colors(style: Style) -> set[str]:
    match style:
        case LineStyle(strokes):
            return {stroke.color for stroke in strokes}
        case FillStyle(color, _, outline):
            return {color} | {stroke.color for stroke in outline}
        case SymbolStyle():
            return {style.color}


def test_every_colour_of_a_style_has_a_dark_partner() -> None:
    styles = [style for theme in THEMES for style in theme.styles.values()]
    used = set().union(*map(colors, [*styles, CHOSEN_STYLE]))
    used |= {role.color for role in ROLES.values()} | {palette.PAPER, palette.HALO}
    assert used <= set(DARK)


def test_the_page_knows_the_dark_partners(catalog: Catalog) -> None:
    record = page_record(catalog)
    assert record["dark"] == DARK
    assert record["ground"] in record["dark"]


@pytest.mark.parametrize("status", palette.STATUS)
@pytest.mark.parametrize("ground", [palette.LAND, palette.NEIGHBOUR, palette.HALO])
def test_statuses_stand_out_from_the_dark_ground(status: str, ground: str) -> None:
    assert contrast(DARK[palette.STATUS[status]], DARK[ground]) >= 3


@pytest.mark.parametrize("role", ROLES)
def test_words_can_be_read_on_the_dark_ground(role: str) -> None:
    least = 3.0 if role == "neighbour" else 4.5
    for ground in (palette.LAND, palette.NEIGHBOUR, palette.PAPER):
        if role != "neighbour" or ground == palette.NEIGHBOUR:
            assert contrast(DARK[ROLES[role].color], DARK[ground]) >= least


def test_dark_statuses_differ_from_each_other() -> None:
    names = ("planned", "preparing", "construction", "completed")
    for one, other in combinations(names, 2):
        first, second = DARK[palette.STATUS[one]], DARK[palette.STATUS[other]]
        apart = sum(
            (int(first[i : i + 2], 16) - int(second[i : i + 2], 16)) ** 2 for i in (1, 3, 5)
        )
        assert apart > 60**2, (one, other)


def test_light_and_dark_agree_on_what_is_ground(catalog: Catalog) -> None:
    assert contrast(DARK[palette.LAND], DARK[palette.NEIGHBOUR]) > 1.2
    assert catalog.digest


@pytest.mark.parametrize("ink", [palette.INK, palette.INK_SOFT])
def test_ux46_words_on_paper_are_read_by_day_and_by_night(ink: str) -> None:
    assert contrast(ink, palette.PAPER) >= 4.5
    assert contrast(DARK[ink], DARK[palette.PAPER]) >= 4.5

"""What stands already steps back behind what is to come."""

from __future__ import annotations

import pytest
import shapely

from geo.catalog.catalog import Catalog
from layers.paper.beside import Grounds, badges_apart
from layers.paper.shown import Shown
from layers.paper.window import Window
from layers.style import palette
from layers.style.kinds import kind_style, standing_style
from layers.style.model import FillStyle, Mark, SymbolStyle
from layers.style.typography import ROLES
from layers.themes import THEMES, roads
from layers.themes.assets import FACILITIES, GATES
from layers.themes.projects import KIND
from layers.themes.projects import THEME as PROJECTS
from layers.themes.roads import QUIET
from layers.web.payload import style_record, theme_record
from tests import tiny

WINDOW = Window(0, 0, 600, 400, 250_000, factor=96 / 72)


def test_plates_of_roads_without_a_project_are_smaller_and_grey(catalog: Catalog) -> None:
    busy = {
        catalog.sections[piece.origin].ref
        for project in catalog.projects.values()
        for piece in project.pieces
        if piece.origin in catalog.sections
    }
    found = {
        (mark.label.text["vi"], mark.label.role) for mark in roads.marks(catalog) if mark.label
    }
    assert found
    for ref, role in found:
        assert (role == QUIET) is (ref not in busy), ref
    assert ("QL.6", "shield-national") in found
    assert ("QL.4G", QUIET) in found
    quiet = ROLES[QUIET]
    assert quiet.size < ROLES["shield-national"].size
    assert quiet.color == palette.SHIELD_QUIET
    red, green, blue = (int(quiet.color[i : i + 2], 16) for i in (1, 3, 5))
    assert max(red, green, blue) - min(red, green, blue) < 16


def test_symbols_of_what_stands_are_smaller_and_paler_than_of_what_is_built() -> None:
    for kind, standing in FACILITIES.styles.items():
        built = PROJECTS.styles[f"{KIND}-{kind}"]
        assert isinstance(standing, SymbolStyle)
        assert (built, standing) == (kind_style(kind), standing_style(kind))
        assert standing.symbol == kind_style(kind).symbol
        assert standing.size < kind_style(kind).size
    gates = [style for style in GATES.styles.values() if isinstance(style, SymbolStyle)]
    assert {style.color for style in gates} == {palette.ASSET_QUIET}
    assert [style.size for style in gates] == sorted((s.size for s in gates), reverse=True)


def test_no_area_has_an_outline_in_the_colour_of_a_status() -> None:
    for theme in THEMES:
        for key, style in theme.styles.items():
            if isinstance(style, FillStyle):
                edges = {stroke.color for stroke in style.outline}
                assert not edges & set(palette.STATUS.values()), (theme.id, key)


def test_the_sample_of_a_pale_ground_can_be_seen() -> None:
    for shape in ("soft", "softer"):
        sample, style = PROJECTS.sample(f"{shape}-planned"), PROJECTS.styles[f"{shape}-planned"]
        assert isinstance(sample, FillStyle)
        assert isinstance(style, FillStyle)
        # As dark as the middle of its discs, which lie on each other.
        assert sample.opacity > 2.5 * style.opacity
    assert PROJECTS.sample("line-planned") is PROJECTS.styles["line-planned"]


def test_the_browser_gets_rims_samples_and_widths(catalog: Catalog) -> None:
    area = PROJECTS.styles["area-completed"]
    assert isinstance(area, FillStyle)
    record = style_record(area)
    assert record["inside"] == len(area.rim) == len(record["strokes"])
    # The browser draws along the edge and cuts off the outer half.
    assert [stroke[1] for stroke in record["strokes"]] == [2 * band.width for band in area.rim]
    page = theme_record(PROJECTS, catalog)
    assert page["samples"]["soft-planned"]["fill"][1] > 0.25
    weights = {mark["i"]: mark.get("x") for mark in page["marks"] if "g" in mark}
    assert weights["EXP-SL1"] == 1.5
    assert weights["QL6-VRAMP"] == 1.2


def badge(name: str, x: float, style: str = "point-planned") -> Shown:
    spot = shapely.Point(x, 100)
    return Shown(PROJECTS, Mark(style, spot, name), spot)


@pytest.mark.parametrize(("beside", "centred"), [(None, True), (3.0, False), (60.0, True)])
def test_a_badge_beside_no_symbol_stands_on_its_place(beside: float | None, centred: bool) -> None:
    items = [badge("P-1", 100)]
    if beside is not None:
        items.append(badge("P-2", 100 + beside, f"{KIND}-school"))
    found = badges_apart(items, WINDOW, Grounds(tiny.town(), WINDOW))[0]
    style = found.style
    assert isinstance(style, SymbolStyle)
    assert found.centred is centred
    assert (style.offset == (0.0, 0.0)) is centred
    if centred:
        assert (found.shape.x, found.shape.y) == (100, 100)

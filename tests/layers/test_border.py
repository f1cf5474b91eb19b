"""The national border: where it runs, that nothing hides it, and that it is told in grey too."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
import shapely

from geo.catalog.catalog import Backdrop, Catalog
from geo.crs import to_grid
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.tables import Feature
from layers.paper.canvas import _CHOSEN_ORDER, _VEIL_ORDER
from layers.paper.greyscale import grey
from layers.paper.scene import shown_marks
from layers.paper.window import grid_bounds, window_around
from layers.style import palette
from layers.style.model import LineStyle, SmallMap
from layers.themes import BY_ID, SWITCHABLE, areas, border, context, corridors, themes_on, water
from layers.web.payload import theme_record
from tests import tiny
from tests.briefing.sheets import TODAY

# What the committed shapes measure, with room for another generalisation.
LAOS_KM = (270, 290)


def country(name: str, shape: shapely.Geometry, kind: str) -> Feature:
    return Feature(name, {"kind": kind, "name_vi": name, "name_en": name}, shape)


def town(*around: Feature) -> Catalog:
    return tiny.town(backdrop=Backdrop((), (), (), around, (), ()))


def shared(catalog: Catalog) -> shapely.Geometry:
    """Return what the province and a country abroad have in common, by another way: near both."""
    items = catalog.backdrop.neighbours
    abroad = [item.geometry for item in items if item.properties["kind"] == "country"]
    return catalog.areas.province.boundary.intersection(shapely.union_all(abroad).buffer(1e-6))


def test_the_border_is_drawn_where_the_province_meets_laos(catalog: Catalog) -> None:
    found = border.province_border(catalog)
    assert found.geom_type == "LineString"
    assert LAOS_KM[0] < to_grid(found).length / 1_000 < LAOS_KM[1]
    assert found.hausdorff_distance(shared(catalog)) < 1e-5
    (national,) = border.THEME.marks(catalog)
    (tint,) = border.TINT.marks(catalog)
    assert national.geometry.covers(found) or found.difference(national.geometry).length < 1e-9
    assert tint.geometry.equals(found)


def test_beyond_the_province_the_border_goes_on_between_laos_and_the_neighbours(
    catalog: Catalog,
) -> None:
    whole, own = border.national_border(catalog), border.province_border(catalog)
    rest = whole.difference(own.buffer(1e-6))
    assert rest.length > 0.5 * own.length
    for item in catalog.backdrop.neighbours:
        met = item.geometry.boundary.intersection(rest)
        expected = item.properties["name_vi"] in {"Điện Biên", "Thanh Hóa", "CHDCND Lào"}
        assert (met.length > 0.1) is expected, item.properties["name_vi"]


def test_where_the_data_ends_is_no_border(catalog: Catalog) -> None:
    items = [item.geometry for item in catalog.backdrop.neighbours]
    edge = shapely.union_all([*items, catalog.areas.province]).boundary
    assert border.national_border(catalog).intersection(edge).length < 1e-9


def test_a_country_all_around_makes_all_of_the_outline_a_border() -> None:
    province = tiny.areas().province
    ring = province.buffer(0.1).difference(province)
    catalog = town(country("Ngoài", ring, "country"))
    assert border.province_border(catalog).length == pytest.approx(province.boundary.length)
    (outline,) = (mark for mark in areas.marks(catalog) if mark.style == "province")
    assert outline.geometry.is_empty


@pytest.mark.parametrize("beyond", [True, False])
def test_without_a_country_abroad_no_border_is_drawn(*, beyond: bool) -> None:
    province = tiny.areas().province
    ring = country("Trong", province.buffer(0.1).difference(province), "province")
    catalog = town(*[ring] * beyond)
    assert border.national_border(catalog).is_empty
    assert [*border.THEME.marks(catalog), *border.TINT.marks(catalog)] == []


def test_the_outline_of_the_province_leaves_the_border_out(catalog: Catalog) -> None:
    (outline,) = (mark for mark in areas.marks(catalog) if mark.style == "province")
    own = border.province_border(catalog)
    assert outline.geometry.intersection(own).length < 1e-9
    assert outline.geometry.length + own.length == pytest.approx(
        catalog.areas.province.boundary.length
    )
    province, national = areas.STYLES["province"], border.STYLES["national"]
    assert isinstance(province, LineStyle)
    # Its line is thinner than that of the border, and not broken.
    assert province.strokes[-1].width < national.strokes[-1].width
    assert not province.strokes[-1].dash


def test_dashes_and_dots_take_turns() -> None:
    ground, line = border.STYLES["national"].strokes
    dash, gap, dot, last = line.dash
    assert dash > 2 * gap > 2 * dot > 0
    assert gap == last
    # Whatever ends on the border is hidden in the gaps.
    commune, district = (areas.STYLES[key] for key in ("commune", "district"))
    for style in (commune, district):
        assert ground.width > max(stroke.width for stroke in style.outline)  # type: ignore[union-attr]


def test_nothing_takes_the_border_off_the_map() -> None:
    for theme in (border.THEME, border.TINT):
        assert theme.id not in SWITCHABLE
    assert all("border" in themes_on(small) for small in SmallMap)
    order = {theme.id: theme.order for theme in BY_ID.values()}
    # The tint lies on what is chosen, and its outer half under what lies around.
    assert order["land"] < _CHOSEN_ORDER < order["border-tint"] < order["neighbours"]
    assert _VEIL_ORDER < order["border"] < order["projects"]


def test_water_lies_over_the_bands_of_corridors() -> None:
    assert corridors.THEME.order < water.THEME.order


def test_a_sheet_without_any_layer_has_the_border(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(areas=("123",)), TODAY)
    window = window_around(grid_bounds(view.extent), 540.0, 460.0, 300_000)
    found = {item.theme.id: item for item in shown_marks(view, frozenset(), window)}
    assert {"border", "border-tint"} <= set(found)
    assert found["border"].shape.length > 100


def test_the_page_draws_the_border_once_and_says_what_it_is(catalog: Catalog) -> None:
    record = theme_record(border.THEME, catalog)
    assert record["legend"] == {"national": "style.border.national"}
    assert len(record["lines"]["national"]) == 1
    assert not record["borders"]
    around = theme_record(context.NEIGHBOURS, catalog)["borders"]
    # Between Laos and Việt Nam no second line is drawn.
    assert around["neighbour"]
    assert around["abroad"] == []


def test_what_lies_around_has_one_tone() -> None:
    styles = list(context.STYLES.values())
    assert len(set(styles)) == 1
    assert styles[0].color == palette.NEIGHBOUR


def over(color: str, opacity: float, ground: str) -> float:
    """Return the lightness (0 to 255) of a grey ink on a grey ground."""
    top, below = (int(grey(each)[1:3], 16) for each in (color, ground))
    return opacity * top + (1 - opacity) * below


def test_the_ground_is_told_apart_in_grey() -> None:
    (tint,) = border.TINT_STYLES["tint"].strokes
    greys = {
        "land": over(palette.LAND, 1, palette.LAND),
        "around": over(palette.NEIGHBOUR, 1, palette.LAND),
        "tint": over(tint.color, tint.opacity, palette.LAND),
        "lake": over(palette.WATER, 1, palette.LAND),
        "shore": over(palette.WATER_EDGE, 1, palette.LAND),
        "border": over(palette.NATIONAL_BORDER, 1, palette.LAND),
    }
    for one, two in combinations(greys, 2):
        assert abs(greys[one] - greys[two]) > 12, (one, two, greys)


def test_rivers_are_told_apart_in_grey_by_width_and_tone() -> None:
    strokes = [water.STYLES[key].strokes[0] for key in ("stream", "river", "main")]  # type: ignore[union-attr]
    for less, more in pairwise(strokes):
        assert more.width >= 2 * less.width
        assert over(more.color, 1, palette.LAND) < over(less.color, 1, palette.LAND) - 12

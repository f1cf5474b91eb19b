"""The page of the web canvas: complete, offline, inert whatever names say, always the same."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from geo.io.load import load
from geo.model import Status
from geo.strings import kinds, table
from geo.text import Text, nfc
from layers.style import fonts, palette
from layers.style.model import LineStyle
from layers.style.symbols import SYMBOLS
from layers.style.typography import ROLES
from layers.themes import BY_ID, THEMES, projects
from layers.themes.border import province_border
from layers.web import page as web
from layers.web.payload import (
    SCALE,
    THINNED_BY_M,
    anchors,
    area_codes,
    borders,
    encoded,
    line_codes,
    mark_record,
    page_record,
    theme_borders,
    theme_record,
    thinned,
)
from tests import once

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\"'`${alert(1)}",
    "{{ 7 * 7 }}{% raw %}",
    "a\u2028b\u2029c",
)


@pytest.fixture(scope="module")
def html(catalog: Catalog) -> str:
    return web.build_page(catalog)


@pytest.fixture(scope="module")
def records(html: str) -> dict[str, dict[str, object]]:
    found = re.findall(r"SonLa\.addTheme\((.*)\);", html)
    return {record["id"]: record for record in map(json.loads, found)}


class Elements(HTMLParser):
    """Collects the elements of a page and all addresses they name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


def hostile_catalog(catalog: Catalog, names: tuple[str, ...]) -> Catalog:
    """Give projects (and corridors, which name the legend) names that want to be code."""
    changed = {
        item.id: replace(item, name=Text((("vi", names[i % len(names)]), ("en", names[0]))))
        for i, item in enumerate(catalog.projects.values())
    }
    corridors = {
        item.id: replace(item, name=Text((("vi", names[-1]),)), short=Text((("vi", names[0]),)))
        for item in catalog.corridors.values()
    }
    return replace(catalog, projects=changed, corridors=corridors)


def test_every_placed_item_is_on_the_page(
    catalog: Catalog, records: dict[str, dict[str, object]]
) -> None:
    def ids(theme: str) -> set[str]:
        marks = records[theme]["marks"]
        assert isinstance(marks, list)
        return {mark["i"] for mark in marks if "i" in mark}

    assert ids("projects") == {item.id for item in catalog.projects.values() if item.pieces}
    assert ids("corridors") == set(catalog.corridors)
    assert ids("areas") == set(catalog.areas.by_code)
    assert list(records) == [theme.id for theme in THEMES]


def test_nothing_is_asked_from_outside(html: str) -> None:
    ours = html
    for part in fonts.leaflet():  # names two addresses, in a comment and in a control not used
        assert part in ours
        ours = ours.replace(part, "")
    outside = re.findall(r"(?:https?:)?//[a-z][\w.-]*\.[a-z]+[^\s\"'<>)]*", ours)
    assert {address for address in outside if "w3.org/2000/svg" not in address} == set()
    named = [*Elements(html).addresses, *re.findall(r"url\(\"([^\"]+)\"\)", html)]
    assert named
    assert all(address.startswith("data:font/woff;") for address in named)


@pytest.mark.no_cover
def test_same_catalog_same_bytes(catalog: Catalog, html: str) -> None:
    assert web.build_page(catalog) == html
    assert web.build_page(load()) == html


def test_only_comments_with_lines_of_their_own_are_left_out() -> None:
    code = "/* a\n * b */\nlet x = 1; // c\n  // d\n/** @type {any} */ (x).y = 2;\n"
    code += "/* e */ x();\n  /* f */\nz();\n"
    kept = "let x = 1; // c\n/** @type {any} */ (x).y = 2;\n/* e */ x();\nz();\n"
    assert web._COMMENTS.sub("", code) == kept


def test_page_is_small(html: str) -> None:
    assert len(html.encode()) < 1_000_000


def ends(codes: list[str]) -> list[float]:
    places = [place for code in codes for place in (decoded(code)[0], decoded(code)[-1])]
    return [value for place in places for value in place]


@pytest.mark.no_cover
def test_exact_shapes_fit_the_thinned_ones(
    catalog: Catalog, records: dict[str, dict[str, object]]
) -> None:
    script = web.build_detail(catalog)
    details = json.loads(script.removeprefix("SonLa.addDetail(").removesuffix(");\n"))
    assert list(details) == [theme.id for theme in THEMES]
    for theme_id, detail in details.items():
        record: dict[str, Any] = records[theme_id]
        for mark, exact in zip(record["marks"], detail["marks"], strict=True):
            thin = mark.get("g") or mark.get("a") or []
            assert len(thin) == len(exact)
            assert len(json.dumps(thin)) <= len(json.dumps(exact))
            if "g" in mark:
                # Five decimals may round the other way after the way through the grid and back.
                assert ends(thin) == pytest.approx(ends(exact), abs=1.1 / SCALE)
        for part in ("lines", "borders"):
            assert set(record.get(part, {})) == set(detail[part])


def test_thinned_lines_stay_within_half_a_pixel(catalog: Catalog) -> None:
    for section in list(catalog.sections.values())[:20]:
        far = shapely.hausdorff_distance(to_grid(thinned(section.line)), to_grid(section.line))
        assert far <= THINNED_BY_M * 1.01


@pytest.mark.no_cover
def test_hostile_names_stay_text(catalog: Catalog, html: str) -> None:
    hostile = web.build_page(hostile_catalog(catalog, HOSTILE))
    assert Elements(hostile).names == Elements(html).names
    for name in HOSTILE:
        # What stands in JSON as it is can neither end the script nor start an element.
        assert name not in hostile or not set(name) & set("<>&\u2028\u2029")
    # branca compiles text as a template: a name must not run there either.
    assert "{{ 7 * 7 }}{% raw %}" in hostile


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=3))
@settings(max_examples=40)
def test_any_name_arrives_as_it_is(names: list[str]) -> None:
    project = next(item for item in once.catalog().projects.values() if item.pieces)
    project = replace(project, name=Text(tuple(zip(("vi", "en"), names, strict=False))))
    small = replace(once.catalog(), projects={project.id: project})
    written = web._ThemeLayer(projects.THEME, small).content
    assert not set(written) & set("<>&\u2028\u2029\n\r")
    read = json.loads(written.removeprefix("SonLa.addTheme(").removesuffix(");"))["marks"][0]["n"]
    said = read if isinstance(read, str) else read["vi"]
    assert nfc(said) == nfc(names[0])


def test_styles_roles_and_symbols_exist(records: dict[str, dict[str, object]]) -> None:
    for record in records.values():
        styles, marks = record["styles"], record["marks"]
        assert isinstance(styles, dict)
        assert isinstance(marks, list)
        for mark in marks:
            assert mark["s"] in styles
            assert "l" not in mark or mark["l"][1] in ROLES
        for key in (*record.get("lines", {}), *record.get("borders", {})):  # type: ignore[misc]
            assert key in styles
    used = {getattr(style, "symbol", None) for theme in THEMES for style in theme.styles.values()}
    assert used - {None} <= set(SYMBOLS)


def test_legend_has_words(records: dict[str, dict[str, object]], catalog: Catalog) -> None:
    words = page_record(catalog)["words"]
    for theme_id, record in records.items():
        legend = record["legend"]
        assert isinstance(legend, dict)
        keys = [f"layer.{theme_id}", *(() if record["named"] else filter(None, legend.values()))]
        for key in keys:
            assert all(words[language][key] for language in words), key


def test_script_only_uses_words_that_exist() -> None:
    said = set()
    for path in (Path(web.__file__).parent / "static").glob("*.js"):
        said |= set(
            re.findall(r"[\"'`](map\.[a-z-]+|geometry\.[a-z-]+)[\"'`]", path.read_text("utf-8"))
        )
    assert said
    assert said <= set(table())


def test_script_never_writes_markup() -> None:
    for path in (Path(web.__file__).parent / "static").glob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)


def test_statuses_have_all_shapes() -> None:
    styles = BY_ID["projects"].styles
    lines = ("line", "drawn", "trace", "pale", "ghost", "hatch")
    shapes = (*lines, "area", "point", "soft", "softer")
    wanted = {f"{shape}-{status}" for shape in shapes for status in Status}
    assert set(styles) == {*wanted, "tie", *(f"kind-{kind}" for kind in kinds())}
    # The script takes the last but one stroke of a drawing for the colour of its status.
    for status in Status:
        for shape in ("drawn", "ghost"):
            style = styles[f"{shape}-{status}"]
            assert isinstance(style, LineStyle)
            assert style.strokes[-2].color == palette.STATUS[status]


def test_write_page_drops_the_pages_of_old(catalog: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    for name, age_hours in (("old.html", 25), ("young.html", 23)):
        (folder / name).write_text("another page", encoding="utf-8")
        then = time.time() - age_hours * 3600
        os.utime(folder / name, (then, then))
    url = web.write_page(catalog, tmp_path)
    assert re.fullmatch(r"app/static/map/[0-9a-f]{12}-[0-9a-f]{8}\.html", url)
    page = tmp_path / url.removeprefix("app/static/")
    assert {path.name for path in folder.iterdir()} == {
        page.name, f"{page.stem}.js", "young.html",
    }  # fmt: skip
    assert catalog.digest in page.name
    before = page.stat().st_mtime_ns
    assert web.write_page(catalog, tmp_path) == url
    assert page.stat().st_mtime_ns == before


def decoded(code: str) -> list[tuple[float, float]]:
    """Read an encoded line as the script does."""
    numbers: list[int] = []
    number = shift = 0
    for char in code:
        group = ord(char) - 63
        number |= (group & 31) << shift
        shift += 5
        if group < 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    xs, ys = accumulate(numbers[0::2]), accumulate(numbers[1::2])
    return [(x / SCALE, y / SCALE) for x, y in zip(xs, ys, strict=True)]


def test_lines_are_encoded_as_published() -> None:
    # The example of the format's own description, there with latitude first.
    line = shapely.LineString([(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)])
    assert encoded(line) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


def test_vertices_that_fall_together_are_dropped() -> None:
    line = shapely.LineString([(103.912341, 21.3), (103.912342, 21.3), (104.0, 21.25)])
    assert decoded(encoded(line)) == [(103.91234, 21.3), (104.0, 21.25)]


@given(
    st.lists(
        st.tuples(st.floats(102, 106), st.floats(20, 23)), min_size=2, max_size=30, unique=True
    )
)
def test_lines_come_back_within_a_metre(points: list[tuple[float, float]]) -> None:
    [code] = line_codes(shapely.LineString(points))
    back = decoded(code)
    assert back[0] == pytest.approx(points[0], abs=0.6 / SCALE)
    assert back[-1] == pytest.approx(points[-1], abs=0.6 / SCALE)
    assert not set(code) & set("<>&\"'")


def test_holes_are_kept() -> None:
    ring = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    [polygon] = area_codes(ring)
    assert len(polygon) == 2


def test_shared_borders_are_drawn_once() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    assert borders([left, right]).length == pytest.approx(7)
    outline = left.union(right).boundary
    assert borders([left, right], outline).length == pytest.approx(1)
    assert borders([left], left.boundary).is_empty


@pytest.mark.no_cover
def test_province_outline_belongs_to_one_style(catalog: Catalog) -> None:
    theme = BY_ID["areas"]
    found = theme_borders(theme, list(theme.marks(catalog)), catalog)
    (drawn,) = (mark.geometry for mark in theme.marks(catalog) if mark.style == "province")
    whole = drawn.length + province_border(catalog).length
    assert whole == pytest.approx(catalog.areas.province.boundary.length)
    for key in ("commune", "district"):
        shared = found[key].intersection(catalog.areas.province.boundary)
        assert shared.length == pytest.approx(0, abs=1e-9)


@pytest.mark.no_cover
def test_names_stand_inside_their_areas(catalog: Catalog) -> None:
    for area in catalog.areas.by_code.values():
        places = anchors(area.geometry)
        assert places
        assert all(
            area.geometry.contains(shapely.Point(x / SCALE, y / SCALE)) for x, y in places
        ), area.code


def test_schematic_lines_say_so(catalog: Catalog) -> None:
    marks = list(projects.THEME.marks(catalog))
    schematic = [mark for mark in marks if mark.schematic]
    assert schematic
    assert all(mark_record(mark)["h"] == 1 and mark_record(mark)["e"] == "D" for mark in schematic)


@pytest.mark.no_cover
def test_selective_themes_name_their_list(catalog: Catalog) -> None:
    for theme in THEMES:
        follows = theme_record(theme, catalog)["follows"]
        known = {"projects", "assets", "corridors", "incidents"} if theme.follows else {""}
        assert follows in known

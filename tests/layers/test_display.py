"""Both renderers draw every part of a display list in the same place."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from layers.charts.display import (
    Drawing,
    Line,
    Part,
    PartGroup,
    Rect,
    StyledLine,
    Symbol,
    TextLine,
)
from layers.charts.ink import draw
from layers.charts.svg import picture
from layers.style.model import Stroke
from layers.style.text_metrics import Face, NumberDisc, measure
from tests.inked import blank, extent_of, paths_in, words_in

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>'
STROKES = (Stroke("#111111", 6), Stroke("#222222", 4, dash=(2, 3), cap="butt", opacity=0.5))
PARTS: tuple[Part, ...] = (
    Rect(10, 20, 30, 5, "#AAAAAA", "#BBBBBB", 2, dash=(4, 2)),
    Line((1, 2), (3, 4), 0.5, "#CCCCCC"),
    PartGroup(
        (
            StyledLine(10, 60, 40, STROKES, 0.5),
            PartGroup((TextLine("Km 12", 50, 60, Face(10, 700), "right", clear=True),)),
        ),
        title=HOSTILE,
        attributes={"data-id": HOSTILE},
    ),
    Symbol("port", 70, 30, 12, "#DDDDDD"),
    NumberDisc("7", 80, 50, 9, "#EEEEEE"),
)


def drawn() -> ET.Element:
    return ET.fromstring(picture(Drawing(100, 70, PARTS, alt=HOSTILE)))


def test_svg_has_every_part_and_values_stay_values() -> None:
    root = drawn()
    assert root.get("viewBox") == "0 0 100 70"
    assert not list(root.iter(f"{SVG}script"))
    assert [title.text for title in root.iter(f"{SVG}title")] == [HOSTILE, HOSTILE]
    (group,) = [item for item in root.iter(f"{SVG}g") if item.get("data-id")]
    assert group.get("data-id") == HOSTILE
    (rect,) = root.iter(f"{SVG}rect")
    assert (rect.get("x"), rect.get("stroke-dasharray")) == ("10", "4 2")
    text = next(root.iter(f"{SVG}text"))
    assert (text.get("text-anchor"), text.get("paint-order")) == ("end", "stroke")
    (disc,) = root.iter(f"{SVG}circle")
    assert (disc.get("cx"), disc.get("cy")) == ("80", "50")


def test_round_ends_stay_within_the_line() -> None:
    paths = [path.get("d") for path in drawn().iter(f"{SVG}path")]
    # Half of a stroke of 6 pixels at half a unit a pixel; a square end needs no room.
    assert "M11.5 40H58.5" in paths
    assert "M10 40H60" in paths


def test_paper_draws_the_same_downwards_from_a_corner() -> None:
    _, layer = blank(600, 600)
    draw(layer, PARTS, 100, 500, 2)
    drawn_with = {path.pen.color: path for path in paths_in(layer) if path.pen}
    box, line, disc = (drawn_with[color] for color in ("#BBBBBB", "#CCCCCC", "#EEEEEE"))
    assert extent_of(box) == pytest.approx((120, 450, 60, 10))
    assert box.pen is not None
    assert (box.pen.width, box.pen.dash) == (4, (8, 4))
    assert line.shape.points.ravel().tolist() == pytest.approx([102, 496, 106, 492])
    texts = {words.text: words for words in words_in(layer)}
    right = texts["Km 12"].at[0] + 2 * measure("Km 12", Face(10, 700)).width
    assert right == pytest.approx(200)
    left, bottom, width, height = extent_of(disc)
    assert (left + width / 2, bottom + height / 2) == pytest.approx((260, 400))
    # What comes later in the list lies above.
    order = layer.ordered()
    places = [order.index(item) for item in (box, line, texts["Km 12"], disc)]
    assert places == sorted(places)

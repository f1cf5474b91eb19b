"""A drawing as SVG: it asks for nothing outside, its words are words, values stay values."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from layers.ink.fonts import subset_for_web
from layers.ink.marks import (
    DisplayList,
    HaloMark,
    PathMark,
    Pen,
    PhotoMark,
    PictureMark,
    TextMark,
    circle,
    polyline,
)
from layers.ink.path_data import read_path
from layers.ink.svg import write_svg
from layers.style.symbols import SYMBOLS
from layers.style.text_metrics import Face
from tests.inked import blank

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&\x07'
FACTS = {"Title": "Sơn La", "Subject": "Bản đồ", "Author": "Sơn La"}


def drawn(text: str = "Mộc Châu", facts: dict[str, str] | None = None) -> ET.Element:
    drawing, layer = blank(200, 100)
    words = TextMark(text, (50, 30), Face(9, 600), 90.0)
    layer.add(PathMark(circle((50, 30), 10), "#C79A1B", Pen("#20242A", 1.0, (4.0, 2.0)), 0.5), 1)
    layer.add(HaloMark(words, "#FFFFFF", 1.5), 2)
    layer.add(words, 3)
    return ET.fromstring(svg(drawing, facts))


def svg(drawing: DisplayList, facts: dict[str, str] | None = None) -> bytes:
    return write_svg(drawing, facts or FACTS, "vi", ["digest=1"])


def test_it_asks_for_nothing_outside() -> None:
    drawing, layer = blank(200, 100)
    words = TextMark("Mộc Châu", (50, 30), Face(9, 600))
    layer.add(HaloMark(words, "#FFFFFF", 1.5), 2)
    layer.add(words, 3)
    text = svg(drawing).decode()
    assert "<!DOCTYPE" not in text
    assert "<!ENTITY" not in text
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', text))
    assert {found[:15] for found in re.findall(r"url\(([^)]+)\)", text)} == {
        "data:font/woff;", "#box0"
    }  # fmt: skip
    ids = set(re.findall(r' id="([^"]+)"', text))
    assert {target[1:] for target in re.findall(r'href="([^"]*)"', text)} <= ids


def test_a_picture_stands_in_the_file() -> None:
    pixels = np.array([[[200, 0, 0], [0, 200, 0]]], dtype=np.uint8)
    drawing, layer = blank(200, 100)
    layer.add(PictureMark(pixels, (20, 30), 40, 20), 1)
    (image,) = ET.fromstring(svg(drawing)).iter(f"{SVG}image")
    assert [image.get(name) for name in ("x", "y", "width", "height")] == [
        "20.00", "-50.00", "40.00", "20.00",
    ]  # fmt: skip
    held = image.get("{http://www.w3.org/1999/xlink}href", "")
    assert held.startswith("data:image/png;base64,")
    read = Image.open(io.BytesIO(base64.b64decode(held.partition(",")[2])))
    assert np.array_equal(np.asarray(read), pixels)


def test_a_photo_stands_in_the_file_byte_for_byte() -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 32), "teal").save(file, "JPEG")
    drawing, layer = blank(200, 100)
    layer.add(PhotoMark(file.getvalue(), (64, 32), False, (20, 30), 40, 20), 1)
    (image,) = ET.fromstring(svg(drawing)).iter(f"{SVG}image")
    head, _, held = image.get("{http://www.w3.org/1999/xlink}href", "").partition(",")
    assert head == "data:image/jpeg;base64"
    assert base64.b64decode(held) == file.getvalue()


def test_words_are_turned_about_their_beginning_from_the_upper_left() -> None:
    root = drawn()
    assert (root.get("width"), root.get("viewBox")) == ("200.000pt", "0 0 200.000 100.000")
    (group,) = [item for item in root if item.tag == f"{SVG}g"]
    assert group.get("transform") == "translate(0.000 100.000)"
    (line,) = root.iter(f"{SVG}text")
    assert (line.text, line.get("x"), line.get("y")) == ("Mộc Châu", "50.00", "-30.00")
    assert line.get("transform") == "rotate(-90.000 50.00 -30.00)"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"
    assert root.get("role") == "img"


def test_a_halo_is_no_words() -> None:
    root = drawn("Mộc Mộc")
    assert len(list(root.iter(f"{SVG}text"))) == 1
    uses = list(root.iter(f"{SVG}use"))
    # Six letters of three kinds; the space has no ink.
    assert len(uses) == 6
    assert len({use.get("{http://www.w3.org/1999/xlink}href") for use in uses}) == 3


def test_hostile_text_stays_text_and_the_file_is_the_same_twice() -> None:
    facts = dict.fromkeys(FACTS, HOSTILE)
    root = drawn(HOSTILE, facts)
    assert not list(root.iter(f"{SVG}script"))
    (title,) = root.iter(f"{SVG}title")
    assert title.text == HOSTILE[:-1]
    (line,) = root.iter(f"{SVG}text")
    assert (line.text or "").startswith('"><script>')
    assert ET.tostring(drawn(HOSTILE, facts)) == ET.tostring(root)


@given(st.text(max_size=30))
@settings(max_examples=40)
def test_any_text_gives_xml(text: str) -> None:
    assert drawn(text, dict.fromkeys(FACTS, text)).tag == f"{SVG}svg"


def test_fonts_are_cut_to_their_letters_and_keep_their_kerning() -> None:
    data = subset_for_web("regular", "AV Tự")
    with TTFont(io.BytesIO(data)) as font:
        assert {chr(code) for code in font.getBestCmap()} == set("AV Tự")
        assert {"GPOS", "glyf", "hmtx"} <= set(font.keys())
        assert font.flavor == "woff"
    assert len(data) < 6_000
    assert base64.b64encode(data).decode() in svg_of("AV Tự")


def svg_of(text: str) -> str:
    drawing, layer = blank(200, 100)
    layer.add(TextMark(text, (50, 30), Face(9)), 1)
    return svg(drawing).decode()


# -- path data --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SYMBOLS)
def test_symbols_are_read_as_another_reader_reads_them(name: str) -> None:
    from fontTools.pens.boundsPen import BoundsPen
    from fontTools.svgLib.path import parse_path

    for shape in SYMBOLS[name]:
        other = BoundsPen(None)
        parse_path(shape.d, other)
        ours = BoundsPen(None)
        outline, at = read_path(shape.d), 0
        for rest, closed in outline.runs():
            first, *points = map(tuple, outline.points[at : at + rest + 1])
            at += rest + 1
            ours.moveTo(first)
            for start in range(0, len(points), 3):
                ours.curveTo(*points[start : start + 3])
            ours.closePath() if closed else ours.endPath()
        assert ours.bounds == pytest.approx(other.bounds, abs=0.01)


def test_each_command_of_path_data_is_known() -> None:
    runs = list(read_path("M 1 1 L 5 1 H 9 V 4 Z L 2 2 M 0 0 Q 1 1 2 0 T 4 0 S 5 5 6 0").runs())
    assert runs == [(9, True), (3, False), (9, False)]
    smooth = read_path("M 0 0 C 1 1 2 1 3 0 S 5 -1 6 0").points
    assert smooth[4].tolist() == [4.0, -1.0]
    circle_ = read_path("M 4 12 A 8 8 0 1 1 20 12 A 8 8 0 1 1 4 12 Z").points
    assert abs(((circle_[::3] - 12) ** 2).sum(axis=1) ** 0.5 - 8).max() < 1e-9


def test_a_line_has_its_points() -> None:
    assert polyline((0, 0), (3, 4)).points.tolist() == [[0, 0], [3, 4]]

"""What a sheet can be: PDF, PNG and SVG, lying and standing, in colours and in greys."""

from __future__ import annotations

import base64
import io
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from shapely import LineString

from briefing.formats import make
from briefing.links import VARIABLE, AddressError, base_address, link_to
from briefing.sheet.render import render_sheet
from geo.query.selection import Selection
from geo.strings import say
from layers.paper.greyscale import grey, grey_style, turn_grey
from layers.paper.strokes import Canvas, draw_stroke
from layers.style.model import LineStyle, Style
from layers.style.text_metrics import Face, measure
from layers.themes.corridors import THEME as CORRIDORS
from layers.themes.roads import STYLES as ROADS
from tests.briefing.sheets import LINK, TODAY, catalog, request, view_of
from tests.inked import blank, lightness_of
from tests.readers import boxes_in_inkscape

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("&")</script>'


# -- SVG --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def svg() -> str:
    view = view_of("127", words="105")
    return render_sheet(view, request(format="svg", link=LINK)).decode("utf-8")


def texts(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}text"))


def test_svg_holds_its_words_as_text(svg: str) -> None:
    words = [element.text for element in texts(svg)]
    names = [row.project.name["vi"] for row in view_of("127", words="105").rows]
    assert names
    for wanted in (*names, "Sốp Cộp", "CHDCND LÀO", catalog().digest, say("sheet.legend", "vi")):
        assert any(wanted in (text or "") for text in words), wanted
    assert ET.fromstring(svg).get("{http://www.w3.org/XML/1998/namespace}lang") == "vi"


def test_svg_names_and_carries_its_typeface(svg: str) -> None:
    used: dict[tuple[str, str], set[str]] = {}
    for element in texts(svg):
        style = dict(part.split(": ", 1) for part in str(element.get("style")).split("; "))
        assert style["font-family"].startswith("'Source Sans Pro', ")
        key = style.get("font-weight", "400"), style.get("font-style", "normal")
        used.setdefault(key, set()).update(element.text or "")
    rules = re.findall(
        r"font-weight:(\d+);font-style:(\w+);src:url\(data:font/woff;base64,([^)]+)\)", svg
    )
    carried = {(weight, style): base64.b64decode(data) for weight, style, data in rules}
    assert set(carried) == set(used)
    for key, letters in used.items():
        known = set(TTFont(io.BytesIO(carried[key])).getBestCmap())
        assert {letter for letter in letters if ord(letter) not in known} == set()


def test_svg_asks_for_nothing(svg: str) -> None:
    assert "<!DOCTYPE" not in svg
    for element in ET.fromstring(svg).iter():
        for name, value in element.attrib.items():
            assert not name.endswith("href") or value.startswith("#")
            assert "http" not in value
    assert set(re.findall(r"url\(([^)#;]+)", svg)) == {"data:font/woff"}
    assert "<script" not in svg


def test_svg_escapes_what_people_type_and_is_the_same_every_time() -> None:
    view, asked = view_of("122", words=HOSTILE), request(format="svg")
    once, twice = render_sheet(view, asked), render_sheet(view, asked)
    assert once == twice
    text = once.decode("utf-8")
    assert "<script" not in text
    assert any(HOSTILE in (element.text or "") for element in texts(text))


def test_r7_every_line_of_words_says_how_long_it_is(svg: str) -> None:
    """R7: what another typeface draws is as wide as ours, letter by letter."""
    for element in texts(svg):
        assert element.get("lengthAdjust") == "spacingAndGlyphs"
        style = dict(part.split(": ", 1) for part in str(element.get("style")).split("; "))
        italic = style.get("font-style") == "italic"
        tracking = float(style.get("letter-spacing", "0em").removesuffix("em"))
        size = float(style["font-size"].removesuffix("px"))
        face = Face(size, int(style["font-weight"]), italic, tracking=tracking)
        wide = measure(str(element.text), face).width + tracking * size
        assert float(str(element.get("textLength"))) == pytest.approx(wide, abs=0.01)


def test_r7_inkscape_without_our_typeface_keeps_the_words_in_their_places(
    svg: str, tmp_path: Path
) -> None:
    """R7: Inkscape ignores the fonts in the file; nothing becomes wider or leaves the sheet."""
    root = ET.fromstring(svg)
    lines = list(root.iter(f"{SVG}text"))
    for number, element in enumerate(lines):
        element.set("id", f"words{number}")
    path = tmp_path / "sheet.svg"
    ET.ElementTree(root).write(path, encoding="utf-8")
    boxes = boxes_in_inkscape(path)
    pixels = 96 / 72
    wide, high = (float(part) * pixels for part in str(root.get("viewBox")).split()[2:])
    upright = 0
    for number, element in enumerate(lines):
        left, top, width, height = boxes[f"words{number}"]
        if not element.get("transform"):
            upright += 1
            # A pixel: the ink of a slanted letter reaches beyond its advance.
            assert width <= float(str(element.get("textLength"))) * pixels + 1.0, element.text
        assert left + width <= wide + 1.0 or left > wide, element.text
        assert top + height <= high + 1.0 or top > high, element.text
    assert upright > 100


# -- PDF --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def standing() -> PdfReader:
    asked = request(landscape=False, size="16:9")
    return PdfReader(io.BytesIO(render_sheet(view_of("123", language="en"), asked)))


@pytest.mark.no_cover
def test_bookmarks_lead_to_the_map_and_the_lists(standing: PdfReader) -> None:
    marks = {
        item.title: standing.get_destination_page_number(item)
        for item in standing.outline
        if not isinstance(item, list)
    }
    first, page = next(iter(marks.items()))
    assert first.startswith("Map: ")
    assert "Mộc Châu" in first
    assert page == 0
    assert marks[say("sheet.sources-title", "en")] >= 1
    assert len(standing.outline) == len(marks)
    for title, page in marks.items():
        heading = title.removeprefix("Map: ")
        assert heading in " ".join(standing.pages[page].extract_text().split())


def test_pdf_says_its_language_and_title(standing: PdfReader) -> None:
    root = standing.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    facts = standing.metadata
    assert facts is not None
    assert "Mộc Châu district (former)" in str(facts.title)
    assert "paper=16:9-portrait" in str(facts.keywords)
    assert facts.creation_date is None


def test_r10_a_slide_may_be_fitted_to_the_paper(standing: PdfReader) -> None:
    """R10: a page that is no paper has no true size: at 100 % it would be cut."""
    assert "/PrintScaling" not in standing.trailer["/Root"]["/ViewerPreferences"]


@pytest.mark.parametrize(
    ("format_id", "fields"),
    [
        ("pdf", {}),
        ("pdf", {"size": "A3", "landscape": False}),
        ("wall-pdf", {}),
        ("strip-pdf", {}),
        ("project-pdf", {"project": "DT-101"}),
        ("progress-pdf", {}),
        ("changes-pdf", {"since": TODAY.replace(year=2026, month=1)}),
        ("targets-pdf", {}),
    ],
)
def test_r10_paper_asks_to_be_printed_at_its_true_size(
    format_id: str, fields: dict[str, object]
) -> None:
    """R10: a stated scale is true at 100 % alone; no viewer may fit the page unasked."""
    strip = format_id == "strip-pdf"
    view = view_of(corridors=("COR-01",)) if strip else view_of("123")
    root = PdfReader(io.BytesIO(make(format_id, view, request(**fields)))).trailer["/Root"]
    assert root["/ViewerPreferences"]["/PrintScaling"] == "/None"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_font_of_a_pdf_is_embedded(standing: PdfReader) -> None:
    found = 0
    for page in standing.pages:
        for font in page["/Resources"]["/Font"].values():
            for descendant in font.get_object()["/DescendantFonts"]:
                descriptor = descendant.get_object()["/FontDescriptor"]
                assert isinstance(descriptor, DictionaryObject)
                assert "/FontFile2" in descriptor
                found += 1
    assert found


@pytest.mark.parametrize(
    ("size", "landscape", "millimetres"),
    [("16:9", True, (338.667, 190.5)), ("A3", False, (297, 420))],
)
def test_pictures_have_the_size_of_their_paper(
    size: str, landscape: bool, millimetres: tuple[float, float]
) -> None:
    asked = request(format="png", dpi=50, size=size, landscape=landscape)
    picture = Image.open(io.BytesIO(render_sheet(view_of("127"), asked)))
    expected = [side / 25.4 * 50 for side in millimetres]
    assert picture.size == pytest.approx(expected, abs=1)


# -- grey -------------------------------------------------------------------------------------


def test_a_grey_sheet_holds_no_colour() -> None:
    data = render_sheet(view_of("123"), request(format="png", dpi=60, grey=True))
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=int)
    assert np.ptp(picture, axis=2).max() == 0
    # White paper, black ink and greys between: not a map that faded away.
    assert (picture < 60).any()
    assert len(np.unique(picture)) > 100


def test_a_grey_sheet_in_vectors_holds_no_colour_either() -> None:
    text = render_sheet(view_of("122"), request(format="svg", grey=True)).decode("utf-8")
    inks = set(re.findall(r"(?:fill|stroke): #([0-9a-f]{6})", text))
    assert len(inks) > 5
    assert all(ink[:2] == ink[2:4] == ink[4:] for ink in inks)


def test_greys_are_as_light_as_their_colours() -> None:
    assert grey("#FFFFFF") == "#FFFFFF"
    assert grey("#000000") == "#000000"
    assert grey("#00FF00") > grey("#FF0000") > grey("#0000FF")
    assert grey(grey("#C79A1B")) == grey("#C79A1B")


def looks(style: Style) -> np.ndarray:
    """Return the lightness of a style drawn along a line, cut by cut along it and across."""
    assert isinstance(style, LineStyle)
    drawing, layer = blank(120, 14)
    for step, stroke in enumerate(style.strokes):
        draw_stroke(Canvas(layer, 0.6), [LineString([(-10, 7), (130, 7)])], stroke, step)
    # As it will look once every ink is grey.
    picture = lightness_of(turn_grey(drawing), 300)
    breaks = np.abs(np.diff(picture, axis=1)) > 12
    # How the rows differ, how far each varies along the line, and how often.
    return np.concatenate([picture.mean(axis=1), picture.std(axis=1), breaks.sum(axis=1)])


@pytest.mark.parametrize("theme", ["corridors", "roads"])
def test_lines_of_a_theme_differ_in_grey(theme: str) -> None:
    styles = CORRIDORS.styles if theme == "corridors" else ROADS
    found = {key: looks(grey_style(theme, key, style)) for key, style in styles.items()}
    for one, two in combinations(found, 2):
        distance = float(np.abs(found[one] - found[two]).mean())
        assert distance > 2.0, (one, two, distance)


# -- address and command line -----------------------------------------------------------------


def test_the_address_of_the_map_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert link_to(Selection(areas=("123",))) == ""
    monkeypatch.setenv(VARIABLE, " https://bando.example:8501/son-la/ ")
    assert link_to(Selection()) == "https://bando.example:8501/son-la/"
    chosen = Selection(areas=("123",), words="cầu & đường")
    assert link_to(chosen) == (
        "https://bando.example:8501/son-la/?area=123&q=c%E1%BA%A7u+%26+%C4%91%C6%B0%E1%BB%9Dng"
    )


@pytest.mark.parametrize(
    "value",
    [
        "bando.example",
        "ftp://bando.example",
        "javascript:alert(1)",
        "https://",
        "https://user:pass@bando.example",
        "https://bando.example/?lang=en",
        "https://bando.example/#map",
        "https://bando.example:99999",
        "https://bando example",
    ],
)
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(AddressError, match=VARIABLE):
        base_address({VARIABLE: value})


def test_several_sizes_come_from_one_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing.__main__ import main

    monkeypatch.setattr("geo.io.load.load", catalog)
    monkeypatch.setenv(VARIABLE, "https://bando.example")
    asked = ["sheet", "--district", "122", "--as-of", "2026-11-01", "--portrait", "--grey"]
    out = tmp_path / "tờ.svg"
    assert main([*asked, "--size", "a4,16:9", "--out", str(out)]) == 0
    assert main([*asked, "--out", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"tờ_a4-portrait-grey.svg", "tờ_16x9-portrait-grey.svg"}
    (named,) = names - {"tờ_a4-portrait-grey.svg", "tờ_16x9-portrait-grey.svg"}
    assert re.fullmatch(r"son-la_[a-z0-9-]+_2026-11-01_a4-portrait-grey\.pdf", named)
    wide = ET.parse(tmp_path / "tờ_16x9-portrait-grey.svg").getroot()
    assert [float(str(wide.get(key))[:-2]) for key in ("width", "height")] == pytest.approx(
        [540, 960], abs=0.1
    )
    scan = say("sheet.scan", "vi").split()[0]
    assert any(scan in (element.text or "") for element in wide.iter(f"{SVG}text"))


def test_a_size_that_does_not_exist_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from briefing.__main__ import main

    monkeypatch.setattr("geo.io.load.load", catalog)
    assert main(["sheet", "--size", "A4,A9", "--out", str(tmp_path / "x.pdf")]) == 2
    assert "A9" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []

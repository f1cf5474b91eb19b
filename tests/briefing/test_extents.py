"""Every extent of the province gives a sheet, in every size, in colour and in greys (L2, L10)."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.sheet.pages import first_page
from briefing.sheet.plan import plan
from layers.ink.pdf_content import page_content
from tests.briefing.sheets import request, view_of

Bbox = tuple[float, float, float, float]
# Somewhat more than the province, in degrees.
WEST, SOUTH, EAST, NORTH = 103.1, 20.5, 105.1, 22.1
SIZES = ("A4", "A4", "A3", "16:9")
REPORTED: Bbox = (103.70282, 21.00956, 104.90282, 21.66956)


@st.composite
def extents(draw: st.DrawFn) -> Bbox:
    """Draw windows from a village to the whole province, also flat and narrow ones."""
    lon, lat = draw(st.floats(WEST, EAST)), draw(st.floats(SOUTH, NORTH))
    width, height = (10 ** draw(st.floats(-2.0, 0.2)) for _ in range(2))
    return lon - width / 2, lat - height / 2, lon + width / 2, lat + height / 2


@settings(max_examples=8)
@given(bbox=extents(), size=st.sampled_from(SIZES), landscape=st.booleans(), grey=st.booleans())
@example(bbox=REPORTED, size="A4", landscape=True, grey=False)
def test_l2_l10_every_extent_gives_a_sheet(
    *, bbox: Bbox, size: str, landscape: bool, grey: bool
) -> None:
    asked = request(size=size, bbox=bbox, landscape=landscape, grey=grey)
    page = first_page(plan(view_of(), asked)).page
    assert page_content(page.drawing).streams

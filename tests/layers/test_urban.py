"""Places on the map: peaks with their heights, passes, villages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.catalog.catalog import Catalog
from geo.model import Place
from geo.strings import say
from layers.style.typography import ROLES
from layers.themes import urban
from tests import tiny


def label_of(name: str, elevation_m: float | None, kind: str = "peak") -> dict[str, str]:
    spot = tiny.areas().province.centroid
    place = Place("P", kind, tiny.named(name), 6, spot, "", "", elevation_m)
    (mark,) = urban.marks(replace(tiny.town(), places=(place,)))
    assert mark.label is not None
    return {code: mark.label.text[code] for code in ("vi", "en")}


@pytest.mark.parametrize(
    ("name", "elevation_m", "expected"),
    [
        ("Tà Chì Nhù", 2979, "Tà Chì Nhù 2.979 m"),
        ("Pha Luông", None, "Pha Luông"),
        # A peak without a name is called by its height, once.
        ("Đỉnh 2.235 m", 2235, "Đỉnh 2.235 m"),
    ],
)
def test_a_peak_has_its_height_behind_its_name(
    name: str, elevation_m: float | None, expected: str
) -> None:
    assert label_of(name, elevation_m)["vi"] == expected


def test_heights_are_written_as_the_language_does() -> None:
    assert label_of("Tà Chì Nhù", 2979)["en"] == "Tà Chì Nhù 2,979 m"


def test_ux45_at_work_scale_there_are_villages_and_the_age_of_the_roads_is_said(
    catalog: Catalog,
) -> None:
    """No tiles and no layers of one's own: docs/decisions/05; those go on in QGIS."""
    villages = [place.name["vi"] for place in catalog.places if place.kind == "village"]
    named = {mark.label.text["vi"] for mark in urban.marks(catalog) if mark.label}
    assert villages
    assert named.issuperset(villages)
    assert "8/2021" in say("map.sources", "vi")
    assert "KML, SHP, WMS" in say("format-note.qgz", "vi")


def test_peaks_and_passes_of_the_data_are_named_in_italics(catalog: Catalog) -> None:
    found = {
        mark.label.text["vi"]: mark.style
        for mark in urban.marks(catalog)
        if mark.label and mark.label.role == "peak"
    }
    assert found == {
        "Đỉnh Tà Xùa 2.853 m": "peak", "Tà Chì Nhù 2.979 m": "peak", "Đỉnh 2.235 m": "peak",
        "Pu Sam Sao 1.925 m": "peak", "Pha Luông": "peak",
        "Đèo Pha Đin": "pass", "Đèo Lũng Lô": "pass",
    }  # fmt: skip
    assert ROLES["peak"].italic

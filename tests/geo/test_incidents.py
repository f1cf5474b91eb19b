from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest
import shapely

from briefing.content.card import asset_card
from geo.catalog.catalog import Catalog
from geo.cli.commands import main
from geo.crs import to_grid
from geo.dates import PartialDate
from geo.model import (
    AreaFrame,
    Evidence,
    GeometryKind,
    GeometryPart,
    Incident,
    IncidentKind,
)
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.roads.incidents import (
    Season,
    SiteBasis,
    asset_of,
    has_begun,
    incident_days,
    incident_keys,
    incident_place,
    incident_sites,
    incident_sizes,
    incident_title,
    incidents_of,
    incidents_on,
    is_past,
    seasons,
    touched_codes,
)
from geo.tables import DATA, Tables
from geo.text import NO_TEXT
from layers.themes.incidents import marks
from tests import tiny
from tests.card_html import card_html

M = PartialDate.parse
HALF = tiny.piece(tiny.line((0, 5_000), (15_000, 5_000)), "S-1")
WHOLE = (HALF, tiny.piece(tiny.line((15_000, 5_000), (30_000, 5_000)), "S-2"))


def within(code: str, x: float) -> GeometryPart:
    return GeometryPart(f"within:{code}", tiny.point(x, 5_000), GeometryKind.WITHIN, Evidence.D)


def incident(name: str, day: str, *pieces: GeometryPart, **more: object) -> Incident:
    values: dict[str, object] = {
        "kind": IncidentKind.LANDSLIDE, "road_ref": tiny.ROAD, "km_from": None, "km_to": None,
        "date_until": None, "volume_m3": None, "length_m": None, "spots": None, "note": NO_TEXT,
        "source_id": tiny.SOURCE, "overlaps": tiny.areas().overlaps(pieces),
    }  # fmt: skip
    return Incident(id=name, pieces=pieces, date_from=M(day), **(values | more))  # type: ignore[arg-type]


def town(*incidents: Incident) -> Catalog:
    """Give a town whose road is not calibrated; its road is an asset."""
    sections = [tiny.section(piece.origin, piece.geometry) for piece in WHOLE]
    route = tiny.route(*sections)
    asset = tiny.asset("ROAD", *WHOLE, ref=tiny.ROAD)
    return tiny.town(
        sections=tiny.by_id(sections),
        routes={route.id: route},
        incidents=incidents,
        assets=tiny.by_id([asset]),
    )


def seen(catalog: Catalog, **asked: object) -> View:
    return build_view(catalog, Selection().with_(**asked), date(2026, 11, 27))


@pytest.mark.parametrize(
    ("pieces", "km", "basis"),
    [
        # A kilometre on a road of which no post is known is no place, whatever stands beside it.
        ((within(tiny.WEST, 5_000),), 12.5, SiteBasis.AREA),
        ((), 12.5, SiteBasis.UNKNOWN),
        ((tiny.piece(tiny.point(12_500, 5_000)),), 12.5, SiteBasis.UNKNOWN),
        (WHOLE, None, SiteBasis.ROAD),
        ((HALF,), None, SiteBasis.SECTION),
        ((tiny.piece(tiny.point(2_000, 5_000), "place:V-1", "point"),), None, SiteBasis.PLACE),
        ((), None, SiteBasis.UNKNOWN),
    ],
)
def test_what_is_not_located_is_no_point(
    pieces: tuple[GeometryPart, ...], km: float | None, basis: SiteBasis
) -> None:
    catalog = town(incident("I", "2025-08-01", *pieces, km_from=km))
    site = incident_sites(catalog)["I"]
    if pieces and basis is SiteBasis.UNKNOWN:
        # The row has a geometry, but nobody can vouch for it.
        assert site.basis is SiteBasis.AREA
    else:
        assert site.basis is basis
    assert (site.spot is not None) is (basis is SiteBasis.PLACE)
    drawn = [mark.geometry.geom_type for mark in marks(catalog)]
    expected = {SiteBasis.PLACE: ["Point"] * 2, SiteBasis.SECTION: ["LineString"] * 2}
    assert drawn == expected.get(basis, [])


def test_a_kilometre_stands_in_the_area_that_its_row_names(catalog: Catalog) -> None:
    sites = incident_sites(catalog)
    rows = {row["id"]: row for row in Tables(DATA / "tables")["incidents"]}
    located = [one for one in catalog.incidents if sites[one.id].basis is SiteBasis.KM]
    named = [one for one in located if "within:" in rows[one.id]["geometry"]]
    assert len(located) >= 50
    assert len(named) >= 38
    for one in located:
        assert catalog.routes[one.road_ref].calibrated
    for one in named:
        codes = {token.partition(":")[2] for token in rows[one.id].items_of("geometry")}
        assert codes & touched_codes(one), one.id
        place = to_grid(sites[one.id].shape)
        assert any(to_grid(catalog.areas[code].geometry).intersects(place) for code in codes)
    # A district is named, and the kilometre tells the commune.
    known = {one.id: one for one in catalog.incidents}
    assert rows["INC-QL12-2020-08-17-A"]["geometry"] == "within:126"
    assert "04171" in touched_codes(known["INC-QL12-2020-08-17-A"])


def test_a_kilometre_outside_the_area_is_not_believed(catalog: Catalog) -> None:
    sites = incident_sites(catalog)
    known = {one.id: one for one in catalog.incidents}
    beside = known["INC-DT101-2025-11-18"]
    assert beside.km_from == 17.765
    assert sites[beside.id].basis is SiteBasis.AREA
    assert sites[beside.id].spot is None
    assert [piece.origin for piece in beside.pieces] == ["within:04018"]
    assert not [mark for mark in marks(catalog) if mark.item_id.startswith(beside.id)]


def test_an_incident_shows_from_its_day_and_turns_pale() -> None:
    month = incident("M", "2025-08", HALF)
    short = incident("S", "2025-08-03", HALF, date_until=M("2025-08-10"))
    assert not has_begun(month, date(2025, 8, 30))
    assert has_begun(month, date(2025, 8, 31))
    assert [is_past(short, date(2025, 8, day)) for day in (10, 11)] == [False, True]
    assert not is_past(month, date(2025, 11, 29))
    assert is_past(month, date(2025, 11, 30))
    catalog = town(month, short)
    assert incident_keys(seen(catalog, as_of=date(2025, 8, 2))) == set()
    assert incident_keys(seen(catalog, as_of=date(2025, 8, 5))) == {"S"}
    assert incident_keys(seen(catalog, as_of=date(2025, 9, 1))) == {"S:past", "M"}
    assert incident_keys(seen(catalog)) == {"S:past", "M:past"}
    drawn = {mark.item_id: mark.style for mark in marks(catalog)}
    assert drawn == {
        "S": "section", "S:past": "past-section", "M": "section", "M:past": "past-section",
    }  # fmt: skip
    assert asset_of(catalog, "S:past") is catalog.assets["ROAD"]
    assert asset_of(catalog, "P-1") is None


def test_a_view_has_the_incidents_of_its_areas() -> None:
    catalog = town(
        incident("W", "2025-08-01", within(tiny.WEST, 5_000)),
        incident("E", "2025-08-02", within(tiny.EAST, 25_000)),
        incident("N", "2025-08-03"),
    )
    assert [one.id for one in incidents_of(seen(catalog))] == ["N", "E", "W"]
    west = seen(catalog, frame=AreaFrame.COMMUNE, areas=(tiny.WEST,))
    assert [one.id for one in incidents_of(west)] == ["W"]
    district = seen(catalog, areas=(tiny.SECOND_DISTRICT,))
    assert [one.id for one in incidents_of(district)] == ["E"]


def test_seasons_are_counted_by_hand() -> None:
    rows = (
        incident("A", "2024-05-01", spots=3),
        incident("B", "2024-10-31"),
        incident("C", "2024-11-01", spots=2),
        incident("D", "2025", spots=4),
    )
    assert seasons(rows) == (
        Season(2025, True, 1, 4), Season(2024, True, 2, 4), Season(2024, False, 1, 2),
    )  # fmt: skip
    assert seasons(rows)[1].describe("vi") == "mùa mưa 2024 (tháng 5–10): 2 sự cố, 4 điểm"
    assert seasons(()) == ()
    catalog = town(*rows)
    found = incidents_on(catalog, catalog.assets["ROAD"], date(2024, 12, 31))
    assert [one.id for one in found] == ["C", "B", "A"]
    other = replace(catalog.assets["ROAD"], ref="QL.8")
    assert incidents_on(catalog, other, date(2026, 1, 1)) == ()


def test_an_incident_in_words() -> None:
    one = incident(
        "I", "2025-11-18", within(tiny.WEST, 5_000), km_from=17.765, km_to=17.78,
        volume_m3=10_000.0, length_m=100.0, spots=2, date_until=M("2025-11-20"),
    )  # fmt: skip
    catalog = town(one)
    assert incident_title(one, "vi") == "Sạt lở đất – QL.9, Km17+765 – Km17+780"
    assert incident_days(one, "vi") == "18/11/2025 – 20/11/2025"
    assert incident_days(replace(one, date_until=None), "vi") == (
        "18/11/2025, chưa rõ ngày khắc phục xong"
    )
    assert incident_sizes(one, "vi") == ("khoảng 10.000 m³ đất đá", "dài 100 m", "2 điểm")
    assert incident_sizes(incident("J", "2025"), "vi") == ()
    assert incident_place(catalog, one, "vi") == "chưa rõ điểm, Xã Tây"


def test_the_road_of_every_incident_is_drawn_or_told(catalog: Catalog) -> None:
    """Nothing is lost: what the map cannot show stands on a card or in an area."""
    day = date(2026, 11, 27)
    assets = catalog.assets.values()
    told = {one.id for asset in assets for one in incidents_on(catalog, asset, day)}
    for one in catalog.incidents:
        assert one.id in told or not one.road_ref or one.overlaps, one.id
    for mark in marks(catalog):
        assert mark.note
        assert shapely.is_valid(mark.geometry)
        incident_id = mark.item_id.partition(":")[0]
        site = incident_sites(catalog)[incident_id]
        assert (mark.geometry.geom_type == "Point") is (site.spot is not None)


def test_the_command_tells_the_same_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    told = {}
    for form in ("table", "csv", "json", "geojson"):
        wanted = ["incidents", "--district", "120", "--as-of", "2025-10-06", "--format", form]
        assert main(wanted) == 0
        told[form] = capsys.readouterr().out
    records = json.loads(told["json"])
    rows = list(csv.DictReader(io.StringIO(told["csv"])))
    features = json.loads(told["geojson"])["features"]
    ids = [record["id"] for record in records]
    assert ids == [row["id"] for row in rows] == [feature["id"] for feature in features]
    by_id = {record["id"]: record for record in records}
    assert "INC-QL279D-2025-10-06-A" in by_id
    assert all("120" in record["districts"] for record in records)
    slide = by_id["INC-QL279D-2025-08-06"]
    assert (slide["km_from"], slide["date_from"], slide["past"]) == (44.125, "2025-08-06", False)
    for feature in features:
        located = feature["properties"]["place_basis"] in ("km", "place", "section")
        assert (feature["geometry"] is not None) is located
    assert f"{len(ids)} sự cố" in told["table"]
    assert "không phải thống kê đầy đủ" in told["table"]


def test_the_card_of_a_road_tells_of_its_seasons(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), date(2026, 11, 27))
    road = catalog.assets["DT-101-ROAD"]
    card = asset_card(view, road, "vi")
    found = incidents_on(catalog, road, view.day)
    assert len(card.incidents) == len(found)
    assert card.seasons[0].startswith("mùa mưa 2025")
    shown = card_html(card, "vi")
    for words in ("Số điểm theo mùa", "10.000 m³", "Km17+765", *card.seasons):
        assert words in shown
    assert {one.source_id for one in found} <= {source.id for source in card.sources}
    early = asset_card(build_view(catalog, Selection(as_of=date(2024, 9, 7))), road, "vi")
    assert early.incidents == ()
    assert "Số điểm theo mùa" not in card_html(early, "vi")
    port = asset_card(view, catalog.assets["PORT-VANYEN"], "vi")
    assert (port.seasons, port.incidents) == ((), ())


def test_a_long_list_is_cut_and_counted(catalog: Catalog) -> None:
    view = build_view(catalog, Selection(), date(2026, 11, 27))
    card = asset_card(view, catalog.assets["QL-279D"], "vi")
    assert len(card.incidents) > 12
    shown = card_html(card, "vi")
    assert f"và {len(card.incidents) - 12} sự cố trước đó" in shown

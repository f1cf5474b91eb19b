"""What the map draws for a state and a place, in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Frame, expect

from geo.catalog.catalog import Catalog
from geo.catalog.history import timeline
from tests.browser.canvas import PROVINCE, apply, go
from tests.browser.visit import until


def test_shows_the_ids_of_the_state_only(frame: Frame, catalog: Catalog) -> None:
    groups = catalog.groups
    placed = sorted(p.id for p in catalog.projects.values() if p.pieces and p.id not in groups)
    everything = {"projects": None, "assets": None, "corridors": None}
    assert apply(frame, shown=everything)["projects"] == placed
    some = {"projects": placed[:3], "assets": [], "corridors": ["COR-01"]}
    stats = apply(frame, shown=some)
    assert stats["projects"] == placed[:3]
    assert stats["assets"] == []
    assert stats["corridors"] == ["COR-01"]


def test_status_gives_the_style(frame: Frame, catalog: Catalog) -> None:
    item = next(p for p in catalog.projects.values() if p.pieces and p.pieces[0].geometry.length)
    shown = {"projects": [item.id], "assets": [], "corridors": []}
    for status in ("construction", "suspended"):
        go(frame, 8, *PROVINCE)
        stats = apply(frame, shown=shown, status={item.id: status})
        assert {style.partition("-")[2] for style in stats["styles"]["projects"]} == {status}
    stats = apply(frame, shown=shown, status={})
    latest = timeline(catalog.events_of(item.id))[-1].status
    assert {style.partition("-")[2] for style in stats["styles"]["projects"]} == {latest}


def test_communes_appear_only_where_there_are_any(frame: Frame) -> None:
    def communes() -> bool:
        stats = go(frame, 12, 20.87, 104.65)
        named = any(label["role"] == "commune" for label in stats["labels"])
        assert named == ("commune" in stats["styles"]["areas"])
        return named

    apply(frame, frame="district", communes=True)
    assert communes()
    apply(frame, frame="district", communes=False)
    assert not communes()
    apply(frame, frame="commune", communes=False)
    assert communes()


def test_same_view_same_labels(frame: Frame) -> None:
    first = go(frame, 10, 21.25, 104.2)
    go(frame, 12, 20.87, 104.65)
    assert go(frame, 10, 21.25, 104.2) == first


def test_labels_that_find_no_place_are_counted(frame: Frame) -> None:
    stats = go(frame, 8, *PROVINCE)
    assert stats["dropped"] == len(stats["missing"]) > 0


def test_switched_off_layer_is_gone_and_reported(frame: Frame) -> None:
    frame.evaluate("() => { window.got = []; SonLa.onLayers = (ids) => window.got.push(ids); }")
    before = frame.evaluate("SonLa.stats()")
    assert before["corridors"]
    frame.get_by_label("Hành lang kinh tế").uncheck()
    assert frame.evaluate("SonLa.stats().corridors") == []
    [layers] = frame.evaluate("window.got")
    assert "corridors" not in layers
    assert "projects" in layers


def test_a_new_extent_is_fitted_once(frame: Frame) -> None:
    extent = [104.3, 20.6, 105.0, 21.1]
    apply(frame, extent=extent, extentKey="here")
    fitted = frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lng]")
    assert fitted[0] > 9.5
    go(frame, 9, *PROVINCE)
    apply(frame, extent=extent, extentKey="here")
    assert frame.evaluate("SonLa.map.getZoom()") == 9
    apply(frame, extent=extent, extentKey="again")
    assert frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lng]") == fitted


def test_chosen_area_answers_a_click(frame: Frame) -> None:
    apply(frame, frame="district")
    assert frame.evaluate("SonLa.areaAt({ lat: 20.85, lng: 104.6 })") == "123"
    apply(frame, frame="commune")
    assert re.fullmatch(r"\d{5}", frame.evaluate("SonLa.areaAt({ lat: 20.85, lng: 104.6 })"))
    assert frame.evaluate("SonLa.areaAt({ lat: 20.0, lng: 103.0 })") == ""


def test_speaks_both_languages(frame: Frame) -> None:
    said = (("en", "Export map", "Completed"), ("vi", "Xuất bản đồ", "Hoàn thành"))
    for language, word, status in said:
        apply(frame, lang=language)
        expect(frame.get_by_role("button", name=word)).to_be_visible()
        expect(frame.get_by_text(status).first).to_be_visible()
        assert frame.evaluate("document.documentElement.lang") == language


def test_a_place_is_marked_and_the_map_moves_only_when_it_must(frame: Frame) -> None:
    go(frame, 11, 20.85, 104.6)
    centre = "[SonLa.map.getCenter().lat, SonLa.map.getCenter().lng, SonLa.map.getZoom()]"
    before = frame.evaluate(centre)
    apply(frame, mark={"lon": 104.62, "lat": 20.86, "label": "QL.6 Km200"})
    expect(frame.locator(".pin-label")).to_have_text("QL.6 Km200")
    assert frame.evaluate(centre) == before
    frame.evaluate("void SonLa.mark(103.9, 21.33, '<b>Sơn La</b>')")
    expect(frame.locator(".pin-label")).to_have_text("<b>Sơn La</b>")
    moved = frame.evaluate(centre)
    assert moved[:2] == pytest.approx([21.33, 103.9], abs=0.01)
    assert moved[2] == before[2]
    frame.evaluate("void SonLa.mark()")
    expect(frame.locator(".pin")).to_have_count(0)
    apply(frame, mark={"lon": 104.62, "lat": 20.86, "label": "QL.6 Km201"})
    apply(frame, mark=None)
    expect(frame.locator(".pin")).to_have_count(0)


def test_ux26_objects_on_each_other_are_offered_by_pointer_and_keyboard(frame: Frame) -> None:
    page = frame.page
    frame.evaluate("() => { window.got = []; SonLa.onSelect = (id) => window.got.push(id); }")
    go(frame, 9.5, 20.95, 104.4)
    # Some place where lines lie on each other and neither a symbol nor a name is meant.
    found = frame.evaluate(
        """() => { const { x, y } = SonLa.map.getSize();
        for (let i = 300; i < x - 60; i += 5) for (let j = 80; j < y - 60; j += 5) {
          const hits = SonLa.objectsAt([i, j]);
          const top = document.elementFromPoint(i, j);
          if (hits.length > 2 && !hits.some((hit) => hit.exact) && !top.closest(".panel"))
            return [i, j, hits.map((hit) => hit.feature.item)];
        } }"""
    )
    assert found, "no lines on each other"
    x, y, items = found
    page.mouse.move(x, y)
    expect(frame.locator(".tip")).to_be_visible()
    page.mouse.click(x, y)
    expect(frame.locator(".tip")).to_have_count(0)
    listed = frame.get_by_role("dialog", name=f"{len(items)} đối tượng ở đây")
    rows = listed.get_by_role("listitem").get_by_role("button")
    expect(rows.first).to_be_focused()
    assert [row.get_attribute("data-item") for row in rows.all()] == items
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(listed).to_have_count(0)
    assert frame.evaluate("window.got") == [items[1]]
    page.mouse.click(x, y)
    page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    # The keyboard alone: Enter on the map lists what is in the frame, projects first.
    expect(frame.locator("#map")).to_be_focused()
    expect(frame.locator("#map")).to_have_accessible_description(
        re.compile("phím Enter mở danh sách")
    )
    page.keyboard.press("Enter")
    everything = frame.get_by_role("dialog", name=re.compile("đối tượng trong khung bản đồ"))
    first = everything.get_by_role("listitem").get_by_role("button").first
    expect(first).to_be_focused()
    chosen = first.get_attribute("data-item")
    page.keyboard.press("Enter")
    assert frame.evaluate("window.got") == [items[1], chosen]
    assert frame.evaluate(
        "SonLa.themes.find((t) => t.id === 'projects').features.map((f) => f.item)"
    ).count(chosen)


def test_ux26_no_tip_of_another_object_covers_the_chosen_one(frame: Frame) -> None:
    go(frame, 9.5, 20.95, 104.4)
    apply(frame, selected="EXP-SL2")
    covered = frame.evaluate(
        """() => { const { x, y } = SonLa.map.getSize(); const bad = []; let seen = 0;
        const chosen = SonLa.features().filter((f) => f.item === "EXP-SL2" && f.visible);
        for (let i = 250; i < x - 40; i += 11) for (let j = 40; j < y - 40; j += 11) {
          const [hit] = SonLa.objectsAt([i, j]).filter(({ feature }) => feature.item !== "EXP-SL2");
          if (!hit) continue;
          SonLa.showTip(hit.feature, SonLa.map.containerPointToLatLng([i, j]));
          // What has been closed fades.
          const tips = [...document.querySelectorAll(".tip")];
          const tip = tips.find((one) => one.style.opacity !== "0");
          if (!tip) continue;
          seen += 1;
          const { left, top, right, bottom } = tip.getBoundingClientRect();
          if (chosen.some((f) => SonLa.isUnder(f, [left, top, right, bottom]))) bad.push([i, j]);
        }
        SonLa.hideTip();
        return [seen, bad]; }"""
    )
    assert covered[0] > 20
    assert covered[1] == []


def test_ux44_a_place_is_told_of_and_a_ring_says_how_far(frame: Frame, catalog: Catalog) -> None:
    frame.evaluate("() => { window.got = []; SonLa.onNear = (asked) => window.got.push(asked); }")
    go(frame, 11, 20.85, 104.6)
    seat = catalog.areas["03980"].geometry.representative_point()
    label = "<i>QL.6</i> Km200"
    apply(frame, mark={"lon": seat.x, "lat": seat.y, "label": label})
    sheet = frame.get_by_role("region", name=label)
    expect(sheet.get_by_role("heading")).to_have_text(label)
    expect(sheet).to_contain_text(catalog.areas["03980"].name["vi"])
    expect(sheet).to_contain_text(f"WGS 84: {seat.y:.5f}, {seat.x:.5f}")
    expect(sheet).to_contain_text(re.compile(r"VN-2000 / TM-3 104°: X 2\.3\d\d\.\d{3} m"))
    sheet.get_by_role("button", name="Dự án quanh đây (5 km)").click()
    assert frame.evaluate("window.got") == [{"lon": seat.x, "lat": seat.y, "km": 5}]
    apply(frame, ring={"lon": seat.x, "lat": seat.y, "km": 5})
    ring = frame.locator(".ring").bounding_box()
    pixels = frame.evaluate("10_000 / SonLa.metresAPixel()")
    assert ring
    assert ring["width"] == pytest.approx(pixels, rel=0.02)
    apply(frame, ring=None)
    expect(frame.locator(".ring")).to_have_count(0)
    sheet.get_by_role("button", name="Bỏ ghim").click()
    expect(frame.locator(".where, .pin")).to_have_count(0)


def test_ux38_names_keep_clear_of_a_mark_and_its_name_stands_once(frame: Frame) -> None:
    def words(stats: dict[str, Any]) -> set[str]:
        return {label["text"] for label in stats["labels"] if label["role"] != "water"}

    seat = {"lon": 104.63, "lat": 20.848}
    for zoom in (9, 11, 12.5):
        before = go(frame, zoom, 20.87, 104.65)
        assert "Mộc Châu" in words(before)
        stats = apply(frame, mark={**seat, "label": "Mộc Châu"})
        assert not {"Mộc Châu"} & words(stats)
        pin = frame.locator(".pin-label").bounding_box()
        assert pin
        left, top = pin["x"], pin["y"]
        right, bottom = left + pin["width"], top + pin["height"]
        under = [
            label["text"]
            for label in stats["labels"]
            for box in label["boxes"]
            if box[0] < right and left < box[2] and box[1] < bottom and top < box[3]
        ]
        assert under == [], zoom
        assert "Mộc Châu" in words(apply(frame, mark=None)), zoom


def test_a_fitted_map_fits_again_when_its_frame_changes(frame: Frame) -> None:
    page = frame.page
    extent = [103.6, 20.9, 104.6, 21.5]
    apply(frame, extent=extent, extentKey="here")
    zoom = frame.evaluate("SonLa.map.getZoom()")
    page.set_viewport_size({"width": 643, "height": 476})
    until(frame, f"SonLa.map.getZoom() < {zoom}")
    west, south, east, north = extent
    corners = f"[[{south}, {west}], [{north}, {east}]]"
    assert frame.evaluate(f"SonLa.map.getBounds().contains({corners})")
    # Whoever has moved it finds it where it was.
    go(frame, 12, 20.87, 104.65)
    page.set_viewport_size({"width": 1083, "height": 676})
    until(frame, "SonLa.map.getSize().x === 1083")
    where = frame.evaluate("[SonLa.map.getZoom(), SonLa.map.getCenter().lat]")
    assert where == pytest.approx([12, 20.87], abs=0.002)


def test_lines_lie_where_they_are_wherever_the_map_is_put(frame: Frame) -> None:
    """Where only the place changes Leaflet draws before it projects: no old pixels may stay."""
    astray = """() => {
      const { map } = SonLa;
      const found = [];
      for (const feature of SonLa.features()) {
        const drawn = feature.fill || feature.strokes[0];
        if (!feature.bounds || !feature.visible || !drawn) continue;
        if (!map.getBounds().contains(feature.bounds)) continue;
        const { left, right, top, bottom, width } = drawn.getElement().getBoundingClientRect();
        if (!width) continue;
        const one = map.latLngToContainerPoint(feature.bounds.getNorthWest());
        const two = map.latLngToContainerPoint(feature.bounds.getSouthEast());
        const off = Math.hypot(left + right - one.x - two.x, top + bottom - one.y - two.y) / 2;
        found.push(off);
      }
      return [found.length, Math.max(...found)];
    }"""
    for place in ((21.3, 103.9), (21.1, 104.3), (21.3, 103.9), (20.95, 104.6)):
        go(frame, 10, *place)
        count, most = frame.evaluate(astray)
        assert count > 20
        assert most < 6


def test_kilometre_posts_in_focus_or_near(frame: Frame) -> None:
    def posts(stats: dict[str, Any]) -> set[str]:
        return {label["text"] for label in stats["labels"] if label["role"] == "km-post"}

    apply(frame, corridors=[])
    assert posts(go(frame, 9, *PROVINCE)) == set()
    assert len(posts(go(frame, 12, 20.87, 104.65))) >= 2
    go(frame, 9, *PROVINCE)
    shown = {"projects": [], "assets": [], "corridors": ["COR-01"]}
    seen = posts(apply(frame, corridors=["COR-01"], shown=shown))
    assert len(seen) >= 8
    assert "Km200" in seen
    assert posts(apply(frame, corridors=["COR-02"])) == set()


def test_exact_shapes_are_drawn_from_near_and_thinned_ones_from_afar(frame: Frame) -> None:
    vertices = """() => SonLa.themes.find((theme) => theme.id === "roads").features
      .filter((feature) => feature.inView)
      .reduce((sum, feature) => sum + feature.strokes[0].getLatLngs().flat().length, 0)"""
    go(frame, 9, *PROVINCE)
    afar = frame.evaluate(vertices)
    go(frame, 12, 20.87, 104.65)
    near = frame.evaluate(vertices)
    go(frame, 9, *PROVINCE)
    assert frame.evaluate(vertices) == afar
    go(frame, 12, 20.87, 104.65)
    assert frame.evaluate(vertices) == near
    # A few roads near Mộc Châu in full have more vertices than all roads of the province thinned.
    assert near > afar / 4
    exact = frame.evaluate(
        "SonLa.exact(SonLa.themes.find((theme) => theme.id === 'roads').features[0]).flat().length"
    )
    thinned = frame.evaluate(
        "SonLa.themes.find((theme) => theme.id === 'roads').features[0].latLngs[0].flat().length"
    )
    assert exact > 3 * thinned

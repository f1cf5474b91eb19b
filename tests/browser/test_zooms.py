"""Every zoom level from 8 to 14: nothing collides, and nothing is empty where people live."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from playwright.sync_api import Frame
from shapely import LineString, MultiLineString, box

from tests.browser.canvas import apply, go

Box = list[float]
Pair = list[float]
LINE_GAP_PX = 8.5  # eight, and the half pixel to which lines are drawn
FAR_LEADER_PX, LEADER_PX = 24, 36
ROUNDED_PX = 0.1
ZOOMS = range(8, 15)
MOUNTAINS = "mountains"
PLACES = {
    "province": (21.28, 104.0),
    "Sơn La": (21.33, 103.91),
    "Mộc Châu": (20.85, 104.63),
    "Lóng Sập": (20.75, 104.53),
    "Sông Mã": (21.05, 103.745),
    MOUNTAINS: (21.2, 103.55),
}
ROADS = ("QL6-1", "QL43-5")


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def collisions(stats: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the labels that cover a label or a symbol."""
    labels = [(label["text"], label["boxes"]) for label in stats["labels"]]
    others = [*combinations(labels, 2)]
    others += [
        (label, (f"symbol {symbol['id']}", [symbol["box"]]))
        for label in labels
        for symbol in stats["symbols"]
    ]
    return [
        (one, other)
        for (one, boxes), (other, more) in others
        if any(overlap(a, b) for a in boxes for b in more)
    ]


def project_lines(frame: Frame) -> dict[str, list[list[Pair]]]:
    """Return the lines of the projects in the frame, in pixels, by project."""
    found: list[tuple[str, list[list[Pair]]]] = frame.evaluate(
        "SonLa.features().filter((each) => each.inView && each.mark.g && each.parts"
        " && each.theme.follows === 'projects' && !each.style.startsWith('hatch-'))"
        ".map((each) => [each.item, each.parts])"
    )
    lines: dict[str, list[list[Pair]]] = {}
    for item, parts in found:
        lines.setdefault(item, []).extend(part for part in parts if len(part) > 1)
    return lines


def belonging(frame: Frame, stats: dict[str, Any]) -> list[str]:
    """Return the names and codes of line projects that stand away from their line."""
    lines = project_lines(frame)
    return [
        label["text"]
        for label in stats["labels"]
        if label["item"] in lines and label["role"] in {"project", "project-code"}
        for own in [MultiLineString(lines[label["item"]])]
        if any(own.distance(box(*each)) > LINE_GAP_PX for each in label["boxes"])
    ]


def leaders(frame: Frame, stats: dict[str, Any]) -> list[str]:
    """Return the names whose leader is too long or runs across the line of a project."""
    most = FAR_LEADER_PX if stats["zoom"] < 10 else LEADER_PX
    lines = [MultiLineString(parts) for parts in project_lines(frame).values() if parts]
    found = []
    for label in stats["labels"]:
        if "tie" not in label:
            continue
        x1, y1, x2, y2 = label["tie"]
        tie = LineString([(x1, y1), (x2, y2)])
        if tie.length > most or any(tie.crosses(line) for line in lines):
            found.append(label["text"])
    return found


def strangers(stats: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names without a leader that are nearer to another symbol than to their own."""
    return [
        (label["text"], other["id"])
        for label in stats["labels"]
        if "symbol" in label and "tie" not in label
        for own in [box(*label["symbol"])]
        for words in [box(*label["boxes"][0])]
        for other in stats["symbols"]
        if other["box"] != label["symbol"]
        if words.distance(box(*other["box"])) < words.distance(own) - ROUNDED_PX
    ]


def test_ux38_every_level_is_full_and_nothing_collides(frame: Frame) -> None:
    for name, place in PLACES.items():
        for zoom in ZOOMS:
            stats = go(frame, zoom, *place)
            assert collisions(stats) == [], (name, zoom)
            assert belonging(frame, stats) == [], (name, zoom)
            assert leaders(frame, stats) == [], (name, zoom)
            assert strangers(stats) == [], (name, zoom)
            assert zoom < 10 or stats["needed"] == [], (name, zoom)
            roles = [label["role"] for label in stats["labels"]]
            assert len(roles) >= 4, (name, zoom)
            assert {"district", "commune", "seat", "neighbour"} & set(roles), (name, zoom)
            if name == "province" and zoom <= 9:
                texts = {label["text"] for label in stats["labels"]}
                assert {"Sơn La", "Mộc Châu"} <= texts, zoom
        if name not in {MOUNTAINS, "province"}:
            # The last level: the number of a road, a name on the ground, small roads in between.
            assert any(role.startswith("shield") for role in roles), name
            assert {"commune", "seat", "gate"} & set(roles), name
            assert "road" in stats["styles"]["context-roads"], name
        if name == "Sơn La":
            # What is dropped is in sight: not the name of an area that only its box brings near.
            far = {"CHDCND Lào", "Lào Cai", "Sông Mã", "Mường La", "Mộc Châu"}
            assert far.isdisjoint(stats["missing"])


def test_nothing_collides_in_the_frame_of_communes(frame: Frame) -> None:
    apply(frame, frame="commune")
    for name in ("Sơn La", "Mộc Châu"):
        for zoom in (8, 10, 11, 13):
            assert collisions(go(frame, zoom, *PLACES[name])) == [], (name, zoom)


def test_beside_the_corridor_in_focus_the_others_and_their_roads_fade(frame: Frame) -> None:
    road = "SonLa.themes.find((theme) => theme.id === 'roads').features.find((each) => each.mark.r"
    go(frame, 9, *PLACES["province"])
    full = {ref: frame.evaluate(f"{road} === '{ref}').strokes[0].options.opacity") for ref in ROADS}
    mine = frame.evaluate(f"{road} === 'QL6-1').item")
    shown = {"projects": None, "assets": [mine], "corridors": ["COR-01"]}
    apply(frame, corridors=["COR-01"], shown=shown)
    for zoom in (8, 9, 11):
        stats = go(frame, zoom, *PLACES["Sơn La"])
        assert collisions(stats) == [], zoom
        assert stats["corridors"] == ["COR-01"]
        assert stats["styles"]["corridors"] == ["COR-01"]
    faded = {
        ref: frame.evaluate(f"{road} === '{ref}').strokes[0].options.opacity") for ref in ROADS
    }
    assert faded["QL6-1"] == full["QL6-1"]
    assert faded["QL43-5"] < 0.6 * full["QL43-5"]
    bands = frame.evaluate(
        "SonLa.themes.find((theme) => theme.id === 'corridors').features"
        ".map((each) => [each.item, each.style,"
        " each.strokes[0].getElement().style.display !== 'none'])"
    )
    assert len({item for item, *_ in bands}) == 6
    assert all(drawn for *_, drawn in bands), "the others stay to be clicked"
    assert {style for item, style, _ in bands if item == "COR-01"} == {"COR-01"}
    assert {style for item, style, _ in bands if item != "COR-01"} == {"quiet"}


def test_lines_grow_with_the_ground(frame: Frame) -> None:
    widths = [frame.evaluate("zoom => SonLa.lineScale(zoom)", zoom) for zoom in ZOOMS]
    assert widths == sorted(widths)
    assert widths[0] < 0.7
    assert widths[-1] > 1.4 * widths[2]

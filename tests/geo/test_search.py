from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import clock
from geo.catalog.catalog import Catalog
from geo.crs import to_grid
from geo.model import AreaFrame, Corridor, Project
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.within import read_near
from geo.query.wording import whereabouts
from geo.reports.sources import uses_of_sources
from geo.search.hits import ActionKind, Hit, HitAction, HitGroup, HitKind, grouped
from geo.search.index import MAX_QUERY, build_index, search
from geo.search.typed import coordinates, road_km
from geo.strings import say
from geo.text import words
from tests import once, tiny

# The tests of the search in the browser read the same cases.
CASES = json.loads(Path(__file__).with_name("search_cases.json").read_text(encoding="utf-8"))


def find(catalog: Catalog, query: str, language: str = "vi", limit: int = 8) -> tuple[Hit, ...]:
    return search(catalog, query, language, limit)


def ids(catalog: Catalog, query: str) -> list[tuple[HitKind, str]]:
    """Give what is found, without the offer to filter by the phrase."""
    return [(hit.kind, hit.id) for hit in find(catalog, query) if hit.kind is not HitKind.WORDS]


@pytest.mark.parametrize(
    ("query", "ref"),
    [
        ("QL6", "QL.6"), ("QL.6", "QL.6"), ("ql 6", "QL.6"), ("quốc lộ 6", "QL.6"),
        ("Quoc Lo 6", "QL.6"), ("National Highway 6", "QL.6"), ("QL6B", "QL.6B"),
        ("DT109", "ĐT.109"), ("ĐT.109", "ĐT.109"), ("tỉnh lộ 109", "ĐT.109"),
        ("TL109", "ĐT.109"), ("đường tỉnh 109", "ĐT.109"), ("CT3", "CT.03"), ("ct.03", "CT.03"),
        ("ĐT.111", "ĐT.111"),
    ],
)  # fmt: skip
def test_a_road_number_is_found_in_any_spelling(catalog: Catalog, query: str, ref: str) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.id) == (HitKind.ROAD, ref)
    assert catalog.assets[first.target_id].ref == ref
    assert (first.bounds is None) is (ref == "ĐT.111")


def test_ux16_every_case_of_the_table_is_answered_and_by_nothing_else(catalog: Catalog) -> None:
    """`wanted` are the right answers, `also` what may stand beside them among the first three."""
    first = 0
    for case in CASES:
        found = [" ".join(hit) for hit in ids(catalog, case["query"])]
        wanted, also = case["wanted"], case.get("also", [])
        assert bool(found) is bool(wanted), case["query"]
        assert set(found[:3]) <= {*wanted, *also}, case["query"]
        assert not wanted or set(found[:3]) & set(wanted), case["query"]
        first += not wanted or found[0] in wanted
    assert first / len(CASES) >= 0.95


def test_ux16_the_table_is_large_and_has_every_kind_of_answer() -> None:
    assert len({case["query"] for case in CASES}) == len(CASES) >= 150
    answered = {wanted.partition(" ")[0] for case in CASES for wanted in case["wanted"]}
    assert answered == set(HitKind) - {HitKind.WORDS}


def test_what_lies_on_the_road_follows_it(catalog: Catalog) -> None:
    found = ids(catalog, "quốc lộ 6")
    assert found[:3] == [
        (HitKind.ROAD, "QL.6"), (HitKind.ROAD, "QL.6B"), (HitKind.ROAD, "QL.6C"),
    ]  # fmt: skip
    assert set(found[3:]) == {
        (HitKind.CORRIDOR, "COR-01"),
        (HitKind.PROJECT, "QL6-VRAMP"),
        (HitKind.PROJECT, "QL6-BYPASS"),
    }


@pytest.mark.parametrize("query", ["Phiêng Luông", "phieng luong", "xã phiêng luông"])
def test_an_old_name_answers_with_the_new_one(catalog: Catalog, query: str) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.target_id) == (HitKind.FORMER_AREA, "04033")
    assert first.label == "Xã Phiêng Luông (cũ)"
    assert first.sublabel == "nay là phường Vân Sơn · huyện Mộc Châu (cũ)"
    english = find(catalog, query, "en")[0]
    assert english.label == "Phiêng Luông (former)"
    assert english.sublabel == "now part of Vân Sơn ward · Mộc Châu district (former)"


def test_equal_old_names_are_told_apart(catalog: Catalog) -> None:
    found = [hit for hit in find(catalog, "chiềng chung") if hit.kind is HitKind.FORMER_AREA]
    assert {(hit.target_id, hit.sublabel.partition(" · ")[2]) for hit in found} == {
        ("04000", "huyện Mộc Châu (cũ)"), ("04117", "huyện Mai Sơn (cũ)"),
    }  # fmt: skip


def test_every_commune_of_before_and_today_is_found(catalog: Catalog) -> None:
    for unit in (*catalog.mergers, *catalog.earlier_units):
        found = find(catalog, unit.old_name, limit=20)
        codes = [
            hit.target_id
            for hit in found
            if hit.kind in {HitKind.AREA, HitKind.FORMER_AREA} and hit.score >= 90
        ]
        assert unit.new_code in codes, unit.old_name
    for area in catalog.areas.by_code.values():
        first = find(catalog, area.full_name["vi"])[0]
        assert first.target_id == area.code
        assert first.bounds == pytest.approx(area.geometry.bounds)


def test_a_former_district_says_its_communes(catalog: Catalog) -> None:
    first = find(catalog, "huyện yên châu")[0]
    assert (first.kind, first.target_id) == (HitKind.FORMER_AREA, "124")
    assert first.label == "Huyện Yên Châu (cũ)"
    assert first.sublabel.startswith("nay là các xã, phường Chiềng Hặc, Lóng Phiêng")


@pytest.mark.parametrize("query", ["moc chau", "Mộc Châu", "MỘC CHÂU"])
def test_one_name_of_several_things(catalog: Catalog, query: str) -> None:
    found = ids(catalog, query)
    assert found[:3] == [
        (HitKind.AREA, "03980"), (HitKind.FORMER_AREA, "123"), (HitKind.PLACE, "SEAT-123"),
    ]  # fmt: skip
    assert (HitKind.PROJECT, "URB-MOCCHAU") in found


def test_marks_that_are_typed_count(catalog: Catalog) -> None:
    assert find(catalog, "Yên Sơn")[0].score > find(catalog, "yen son")[0].score
    assert find(catalog, "Sông Mã")[0].label == "Xã Sông Mã"


@pytest.mark.parametrize(
    "query",
    ["QL6 km 195", "QL.6 Km195", "ql 6 195", "QL6 195", "quốc lộ 6 km195+000", "km 195 QL.6",
     "QL6, Km 195", "ql6km195", "QL.6 lý trình Km195", "QL6 195 km"],
)  # fmt: skip
def test_a_kilometre_is_a_place_with_its_uncertainty(catalog: Catalog, query: str) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.id) == (HitKind.KM_POST, "QL.6 Km195+000")
    assert first.label == "QL.6 Km195+000"
    assert first.uncertainty_km == pytest.approx(0.6, abs=0.05)
    assert "sai số khoảng 0,6 km" in first.sublabel
    assert first.point is not None
    spot = to_grid(shapely.Point(first.point))
    moc_chau = to_grid(catalog.areas["123"].geometry)
    assert moc_chau.distance(spot) <= 1_500
    assert first.bounds is not None
    west, south, east, north = first.bounds
    assert west < first.point[0] < east
    assert south < first.point[1] < north


def test_metres_behind_the_kilometre_are_read(catalog: Catalog) -> None:
    assert find(catalog, "QL.6 Km195+500")[0].label == "QL.6 Km195+500"
    assert find(catalog, "QL.6 195,5")[0].label == "QL.6 Km195+500"


def test_a_branch_without_a_post_has_no_kilometre(catalog: Catalog) -> None:
    labels = [hit.label for hit in find(catalog, "ĐT.101 km 5") if hit.kind is HitKind.KM_POST]
    assert labels == ["ĐT.101 Km5+000"]


@pytest.mark.parametrize("query", ["QL.279 km 20", "ĐT.105 km 5"])
def test_a_road_without_a_post_offers_no_pin(catalog: Catalog, query: str) -> None:
    (only,) = find(catalog, query)
    assert (only.kind, only.point, only.uncertainty_km) == (HitKind.ROAD, None, None)
    assert "Chưa biết gốc lý trình" in only.sublabel


def test_both_counts_of_a_road_are_found() -> None:
    catalog = tiny.recounted_town()
    found = [hit for hit in find(catalog, "QL.9 km 105") if hit.kind is HitKind.KM_POST]
    assert [(hit.id, hit.label) for hit in found] == [
        ("QL.9 Km105+000", "QL.9 Km105+000"),
        ("QL.9 Km105+000 old", "QL.9 Km105+000 (lý trình cũ)"),
    ]
    new, old = (to_grid(shapely.Point(hit.point)) for hit in found if hit.point)
    assert (new.x - tiny.ORIGIN[0], old.x - tiny.ORIGIN[0]) == pytest.approx((5_000, 15_000), abs=1)


def test_a_kilometre_that_is_not_there_says_which_are(catalog: Catalog) -> None:
    (only,) = find(catalog, "QL6 km 500")
    assert (only.kind, only.id) == (HitKind.ROAD, "QL.6")
    assert "Km152+682 – Km366+649" in only.sublabel


def test_a_kilometre_of_the_expressway_is_schematic(catalog: Catalog) -> None:
    assert "sơ đồ" in find(catalog, "CT.03 km 60")[0].sublabel


@pytest.mark.parametrize(
    "query",
    ["21.33, 103.9", "21.33 103.9", "21,33 103,9", "21.33,103.9", "103.9 21.33", "21.33; 103.9",
     "21.33N, 103.9E", "21,33°B 103,9°Đ", "N 21.33 E 103.9", "lat 21.33 lon 103.9"],
)  # fmt: skip
def test_degrees_are_a_point(catalog: Catalog, query: str) -> None:
    (hit,) = find(catalog, query)
    assert (hit.kind, hit.id) == (HitKind.POINT, "103.9,21.33")
    assert hit.point == pytest.approx((103.9, 21.33))
    assert hit.label == "21,33000° B, 103,90000° Đ"
    assert hit.sublabel == "Phường Chiềng Cơi · VN-2000: X 2.359.488 m, Y 489.431 m"
    assert read_near(f"{hit.id}~5", catalog) is not None


@pytest.mark.parametrize(
    "query",
    ["2357000 489000", "489000 2357000", "2.357.000 489.000", "2357000, 489000",
     "X 2357000 Y 489000", "VN-2000: 2357000 489000", "2357000 m, 489000 m"],
)  # fmt: skip
def test_metres_are_a_point(catalog: Catalog, query: str) -> None:
    (hit,) = find(catalog, query)
    assert hit.point is not None
    grid = to_grid(shapely.Point(hit.point))
    assert (grid.x, grid.y) == pytest.approx((489_000, 2_357_000), abs=0.2)


def test_a_point_elsewhere_says_so(catalog: Catalog) -> None:
    assert find(catalog, "21.03 105.85")[0].sublabel.startswith("ngoài tỉnh")
    assert find(catalog, "51.5 0.1") == ()
    assert coordinates("21.33") is None
    assert road_km("Mộc Châu 195") is None


@pytest.mark.parametrize(
    ("query", "kind", "hit_id"),
    [
        ("EXP-SL1", HitKind.PROJECT, "EXP-SL1"),
        ("DT-117-BR1", HitKind.PROJECT, "DT-117-BR1"),
        ("COR-02", HitKind.CORRIDOR, "COR-02"),
        ("hành lang sông đà", HitKind.CORRIDOR, "COR-02"),
        ("sân bay nà sản", HitKind.ASSET, "AIR-NASAN-SITE"),
        ("đèo pha đin", HitKind.PLACE, "PASS-PHADIN"),
        ("lóng sập", HitKind.AREA, "04045"),
        ("tuyến tránh", HitKind.PROJECT, "QL6-BYPASS"),
        ("Nà Sản airfield", HitKind.ASSET, "AIR-NASAN-SITE"),
    ],
)
def test_each_kind_is_found_by_name(
    catalog: Catalog, query: str, kind: HitKind, hit_id: str
) -> None:
    first = find(catalog, query)[0]
    assert (first.kind, first.id) == (kind, hit_id)


def test_words_of_other_fields_come_last(catalog: Catalog) -> None:
    found = find(catalog, "phiêng luông")
    assert [hit.score >= 60 for hit in found] == sorted(
        (hit.score >= 60 for hit in found), reverse=True
    )
    assert (HitKind.PROJECT, "EXP-SL1") in ids(catalog, "phiêng luông")


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzz", "QL.99", "QL.99 km 3"])
def test_nothing_is_found_for_nothing(catalog: Catalog, query: str) -> None:
    assert find(catalog, query) == ()


pieces = st.sampled_from(
    ["QL", "6", "ĐT.", "109", "km", "195+500", "Mộc", "chau", ",", "21.33", "103,9", "2357000", "+",
     "xã", "EXP-", "°", "Đ", "-", "(", ".*"]
)  # fmt: skip


@given(st.text(max_size=150) | st.lists(pieces, max_size=8).map(" ".join))
def test_any_query_is_answered_in_order(catalog: Catalog, query: str) -> None:
    found = find(catalog, query)
    # The offer to filter by the phrase stands behind the best.
    phrase = [hit for hit in found if hit.kind is HitKind.WORDS]
    assert found[len(found) - len(phrase) :] == tuple(phrase)
    assert len(found) - len(phrase) <= 8
    assert found == find(catalog, query)
    scores = [hit.score for hit in found]
    assert scores == sorted(scores, reverse=True)
    assert len({(hit.kind, hit.id) for hit in found}) == len(found)
    assert find(catalog, query, limit=3) == (*found[: len(found) - len(phrase)][:3], *phrase)
    for hit in found:
        assert hit.label
        assert hit.sublabel


def names_of_items() -> list[tuple[str, str]]:
    catalog = once.catalog()
    named: list[Project | Corridor] = [*catalog.projects.values(), *catalog.corridors.values()]
    return [(item.id, item.name["vi"]) for item in named if len(words(item.name["vi"])) > 2]


@given(st.sampled_from(names_of_items()), st.randoms(use_true_random=False))
def test_three_words_of_a_name_in_any_order_find_its_item(
    item: tuple[str, str], chance: random.Random
) -> None:
    item_id, name = item
    parts = chance.sample(words(name), 3)
    hits = find(once.catalog(), " ".join(parts), limit=1_000)
    # Words in any order are asked for only where nothing has them as a phrase.
    assert item_id in {hit.id for hit in hits} or hits[0].score >= 70


LETTERS = "abcdeghiklmnopqrstuvxyăâđêôơưộềấ"


def slipped(name: str, place: int, way: str, letter: str) -> str:
    """Give a name with one slip of a letter at a place."""
    before, after = name[:place], name[place:]
    match way:
        case "missing":
            return before + after[1:]
        case "wrong":
            return before + letter + after[1:]
        case "more":
            return before + letter + after
    return before + after[1:2] + after[:1] + after[2:]


def names_of_six_letters() -> list[str]:
    catalog = once.catalog()
    names = {place.name["vi"] for place in catalog.places if place.kind != "commune"}
    names |= {area.name["vi"] for area in catalog.areas.by_code.values()}
    names |= {project.name["vi"] for project in catalog.projects.values()}
    return sorted(n for n in names if len("".join(words(n))) >= 6 and len(n) < MAX_QUERY)


@settings(max_examples=300)
@given(
    st.sampled_from(names_of_six_letters()),
    st.integers(0, MAX_QUERY),
    st.sampled_from(["missing", "wrong", "more", "swapped"]),
    st.sampled_from(LETTERS),
)
def test_ux16_any_slip_of_a_letter_still_finds_the_name_among_three(
    name: str, place: int, way: str, letter: str
) -> None:
    letters = [place for place, letter in enumerate(name) if letter.isalpha()]
    typed = slipped(name, letters[place % len(letters)], way, letter)
    found = find(once.catalog(), typed, limit=1_000)
    hits = [hit for hit in found if hit.kind is not HitKind.WORDS]
    mine = [hit for hit in hits if "".join(words(name)) in "".join(words(hit.label))]
    as_near = mine and all(hit.score >= mine[0].score for hit in hits[:3])
    assert any(hit in mine for hit in hits[:3]) or as_near or plainly(hits), typed


def plainly(hits: list[Hit]) -> bool:
    """Tell whether what was typed is a phrase of another name, so that it is no slip at all."""
    return bool(hits) and hits[0].score >= 70


def test_ux15_a_commune_is_not_found_in_loose_words(catalog: Catalog) -> None:
    found = find(catalog, "Chiềng Sơn")
    assert "QL6-VRAMP" not in {hit.id for hit in found}
    assert found[0].action == HitAction(
        ActionKind.FILTER_AREA, "03985", "Lọc theo xã Chiềng Sơn (5)", 5
    )
    (phrase,) = [hit for hit in found if hit.kind is HitKind.WORDS]
    assert phrase == found[-1]
    assert phrase.label == "Lọc danh sách theo cụm từ “Chiềng Sơn” (5)"
    view = build_view(catalog, Selection(words="Chiềng Sơn"))
    assert view.totals.projects == phrase.action.count == 5
    assert "QL6-VRAMP" not in view.project_ids
    assert [hit.id for hit in find(catalog, "phà Vạn Yên")] == ["PORT-VANYEN"]


def test_ux15_a_document_says_in_how_many_projects_it_is_cited(catalog: Catalog) -> None:
    found = find(catalog, "1857")[0]
    assert (found.kind, found.target_id) == (HitKind.SOURCE, "CTR-1857")
    assert found.label.startswith("1857/CTr-UBND – ")
    cited = {
        subject
        for use in uses_of_sources(catalog)
        for subject in use.carried
        if use.source.id == "CTR-1857" and subject in catalog.projects
    }
    assert found.sublabel.endswith(f"dẫn trong {len(cited)} dự án")
    assert found.action.kind is ActionKind.OPEN_SOURCE


FIELDS = {
    ActionKind.FILTER_AREA: "areas",
    ActionKind.FILTER_CORRIDOR: "corridors",
    ActionKind.FILTER_KIND: "kinds",
    ActionKind.FILTER_STATUS: "statuses",
    ActionKind.FILTER_AGENCY: "agencies",
}


def test_each_filter_says_how_many_projects_it_leaves(catalog: Catalog) -> None:
    entries = build_index(catalog, clock.today()).entries
    actions = {a for entry in entries for a in (entry.action, entry.also) if a}
    filters = {(a.kind, a.value): a.count for a in actions if a.kind in FIELDS}
    assert {kind for kind, _ in filters} == set(FIELDS)
    for (kind, value), count in filters.items():
        selection = Selection().with_(**{FIELDS[kind]: (value,)})
        assert build_view(catalog, selection).totals.projects == count, value
    opened = {a.value for a in actions if a.kind is ActionKind.OPEN}
    assert opened == {*catalog.projects, *catalog.assets}


def test_hits_stand_in_groups_the_best_first(catalog: Catalog) -> None:
    groups = grouped(find(catalog, "moc chau", limit=30))
    assert [group for group, _ in groups][:3] == [
        HitGroup.AREAS, HitGroup.PLACES, HitGroup.PROJECTS,
    ]  # fmt: skip
    assert groups[-1][0] is HitGroup.WORDS
    areas = groups[0][1]
    assert [hit.label for hit in areas][:2] == ["Phường Mộc Châu", "Huyện Mộc Châu (cũ)"]
    for hit in find(catalog, "moc chau", limit=30):
        assert say(f"search.group.{hit.group}", "vi")
        assert say(f"search.kind.{hit.kind}", "en")


def test_ux16_a_kilometre_alone_means_the_road_in_view(catalog: Catalog) -> None:
    assert find(catalog, "km 303")[0].id == "QL.6 Km303+000"
    assert find(catalog, "km 5")[0].id != "ĐT.109 Km5+000"
    found = search(catalog, "km 5", "vi", 20, ["ĐT.109", "ĐT.101"])
    assert [hit.id for hit in found[:2]] == ["ĐT.109 Km5+000", "ĐT.101 Km5+000"]
    assert found[0].score > found[1].score > found[2].score
    assert found[0].action.kind is ActionKind.GO
    assert found[0].also is not None
    assert found[0].also.kind is ActionKind.FILTER_AREA


def test_ux16_a_place_offers_its_commune_and_two_alike_are_told_apart(catalog: Catalog) -> None:
    place = next(hit for hit in find(catalog, "Cò Nòi") if hit.kind is HitKind.PLACE)
    assert place.also is not None
    assert place.also.label == "Lọc theo xã Mai Sơn (6)"
    one, two = find(catalog, "ngã ba Cò Nòi")[:2]
    assert (one.label, one.sublabel) == (
        "Nút giao QL.6 – QL.37", "Ngã ba · cách Cò Nòi 0,3 km · Xã Mai Sơn",
    )  # fmt: skip
    assert (two.label, two.sublabel) != (one.label, one.sublabel)


def test_ux30_a_place_has_the_same_words_in_search_list_and_sheet(catalog: Catalog) -> None:
    """A commune of parts of two former districts is not outside, nor unknown."""
    school = find(catalog, "SCH-CHIENGSON")[0]
    assert school.sublabel == "Trường học · Chiềng Sơn"
    for project_id, place in (
        ("SCH-CHIENGSON", "Chiềng Sơn"),
        ("EXP-DB", "ngoài tỉnh"),
        ("TL-220-SONLA-DIENBIEN", "chưa rõ vị trí"),
        ("KCN-VANHO", "Vân Hồ"),
    ):
        project = catalog.projects[project_id]
        assert whereabouts(catalog, project, AreaFrame.DISTRICT, "vi") == (place,)
        assert find(catalog, project_id)[0].sublabel.endswith(f" · {place}")


def test_a_road_that_is_a_drawing_has_about_whole_kilometres(catalog: Catalog) -> None:
    assert find(catalog, "CT.03")[0].sublabel == "Cao tốc · ≈ 205 km trong tỉnh · sơ đồ"


@pytest.mark.parametrize(
    ("query", "lonlat"),
    [
        ("21°03'N 104°18'E", (104.3, 21.05)), ("21°03′00″N, 104°18′00″E", (104.3, 21.05)),
        ("21 độ 3 phút B, 104 độ 18 phút Đ", (104.3, 21.05)), ("N21°3.6' E104°18'", (104.3, 21.06)),
        ("104°18'30\"E 21°03'N", (104.308333, 21.05)), ("21°63'N 104°18'E", None),
        ("21 03 104 18", None),
    ],
)  # fmt: skip
def test_ux16_degrees_and_minutes_are_a_point(
    query: str, lonlat: tuple[float, float] | None
) -> None:
    assert coordinates(query) == (lonlat and pytest.approx(lonlat))

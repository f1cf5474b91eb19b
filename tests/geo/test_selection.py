from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import clock
from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Kind, Status
from geo.query.selection import MAX_WORDS, Selection, UnknownParameter, read_query
from geo.query.within import Near, NearKind
from geo.strings import languages, say
from tests import tiny

DISTRICTS = ["116", "118", "119", "120", "121", "122", "123", "124", "125", "126", "127", "128"]


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=4).map(tuple)


distances = st.floats(0.01, 100)
surroundings = st.one_of(
    st.builds(
        Near, st.just(NearKind.ROAD), st.sampled_from(["QL.6", "ĐT.101", "CT.03"]), distances
    ),
    st.builds(Near, st.just(NearKind.ITEM), st.sampled_from(["AIR-NASAN", "DT-101"]), distances),
    st.builds(Near.point, st.floats(100, 110), st.floats(17, 25), distances),
)

selections = st.builds(
    Selection,
    frame=st.sampled_from(AreaFrame),
    areas=some([*DISTRICTS, "04048", "03646"]),
    corridors=some([f"COR-0{n}" for n in range(1, 7)]),
    kinds=st.lists(st.sampled_from(Kind), max_size=3).map(tuple),
    statuses=st.lists(st.sampled_from(Status), max_size=3).map(tuple),
    words=st.text(max_size=120),
    as_of=st.none() | st.dates(date(1950, 1, 1), date(2026, 11, 1)),
    language=st.sampled_from(languages()),
    near=st.none() | surroundings,
)


@given(selections)
def test_a_selection_survives_the_address_bar(catalog: Catalog, selection: Selection) -> None:
    address = urlencode(selection.to_query())
    back, ignored = read_query(dict(parse_qsl(address)), catalog)
    assert back == selection
    assert ignored == ()


@given(st.dictionaries(
    st.sampled_from(
        ["lang", "frame", "area", "corridor", "kind", "status", "q", "asof", "near", "x"]
    ),
    st.text(max_size=30) | st.from_regex(r"(QL\.?6|104,21|AIR-NASAN)~[0-9.]{1,6}", fullmatch=True),
))  # fmt: skip
def test_any_address_is_read(catalog: Catalog, query: dict[str, str]) -> None:
    selection, ignored = read_query(query, catalog)
    for part in ignored:
        assert part.value[:20] in part.message("vi")
    again, nothing = read_query(selection.to_query(), catalog)
    assert (again, nothing) == (selection, ())


def test_unknown_ids_are_ignored_and_named(catalog: Catalog) -> None:
    query = {"area": "123,999", "status": "construction,done", "asof": "2024-02-30"}
    selection, ignored = read_query(query, catalog)
    assert selection.areas == ("123",)
    assert selection.statuses == (Status.CONSTRUCTION,)
    assert {(part.field, part.value) for part in ignored} == {
        ("area", "999"), ("status", "done"), ("asof", "2024-02-30"),
    }  # fmt: skip


def test_the_same_choice_in_another_order_is_the_same_selection() -> None:
    assert Selection(areas=("128", "123", "123")) == Selection(areas=("123", "128"))
    assert Selection(words="  mộc   châu ") == Selection(words="mộc châu")


def test_a_selection_says_itself(catalog: Catalog) -> None:
    chosen = Selection(
        areas=("123",), statuses=(Status.CONSTRUCTION,), words="cao tốc", as_of=date(2025, 6, 1)
    )
    assert chosen.describe(catalog) == (
        "Thị xã Mộc Châu · Đang thi công · tìm cao tốc · tính đến 01/06/2025"
    )
    assert chosen.describe(catalog, "en") == (
        "Mộc Châu town · Under construction · search: cao tốc · as of 1 Jun 2025"
    )
    assert Selection().describe(catalog) == "Toàn tỉnh Sơn La"


def test_words_are_cut_at_a_length_that_a_link_bears() -> None:
    assert MAX_WORDS == 100
    assert Selection(words="ab " * 60).words == ("ab " * 34)[:100]
    # A space at the cut is no part of the words.
    assert Selection(words="a" * 99 + " bcd").words == "a" * 99
    assert Selection(words="x" * 101).to_query()["q"] == "x" * 100
    assert Selection(words="x" * 100).words == "x" * 100


def test_a_day_that_has_not_come_is_refused_and_said(catalog: Catalog) -> None:
    selection, ignored = read_query({"asof": "2099-01-01"}, catalog)
    assert selection.as_of is None
    assert [part.message("vi") for part in ignored] == [
        "Tính đến ngày: ngày 01/01/2099 còn ở tương lai, đang hiển thị ngày hôm nay."
    ]
    today = clock.today().isoformat()
    assert read_query({"asof": today}, catalog)[0].as_of == clock.today()


EVERYTHING = {
    "lang": "en", "frame": "commune", "area": "20101,201", "corridor": "COR-1,COR-2",
    "agency": "A-1,SO-XD", "kind": "national-road,urban", "status": "planned,lapsed",
    "q": "cầu  mới", "near": "P-1~2.5", "asof": "2025-06-01",
}  # fmt: skip


@pytest.fixture(scope="module")
def town() -> Catalog:
    return tiny.town(
        corridors=tiny.by_id([
            tiny.corridor("COR-1", name=tiny.named("Đường Đông")),
            tiny.corridor("COR-2", name=tiny.named("Đường Áng")),
        ]),
        agencies=tiny.by_id([tiny.agency("SO-XD", "Sở Xây dựng"), tiny.agency("A-1", "Ban Một")]),
    )  # fmt: skip


def test_each_part_of_an_address_is_read_and_written(town: Catalog) -> None:
    selection, ignored = read_query(EVERYTHING, town)
    assert ignored == ()
    assert selection == Selection(
        frame=AreaFrame.COMMUNE, areas=("201", "20101"), corridors=("COR-1", "COR-2"),
        kinds=(Kind.NATIONAL_ROAD, Kind.URBAN), statuses=(Status.PLANNED, Status.LAPSED),
        words="cầu mới", as_of=date(2025, 6, 1), language="en",
        near=Near(NearKind.ITEM, "P-1", 2.5), agencies=("A-1", "SO-XD"),
    )  # fmt: skip
    assert selection.to_query() == EVERYTHING | {"area": "201,20101", "q": "cầu mới"}
    assert Selection().to_query() == {}


def test_a_part_that_means_nothing_hides_no_other(town: Catalog) -> None:
    query = {key: f"{value},nope" for key, value in EVERYTHING.items()} | {"x": "no part of ours"}
    selection, ignored = read_query(query, town)
    known = read_query(EVERYTHING, town)[0]
    assert selection == known.with_(near=None, as_of=None, words="cầu mới,nope")
    named = [(part.field, part.value) for part in ignored]
    assert sorted(named) == [
        ("agency", "nope"), ("area", "nope"), ("asof", "2025-06-01,nope"), ("corridor", "nope"),
        ("frame", "nope"), ("kind", "nope"), ("lang", "nope"), ("near", "P-1~2.5,nope"),
        ("status", "nope"),
    ]  # fmt: skip
    # Nothing between two commas is nothing.
    assert read_query({"area": ",201,,"}, town) == (Selection(areas=("201",)), ())


def test_what_is_ignored_is_told_in_a_bearable_length() -> None:
    told = UnknownParameter("area", "9" * 150).message("vi")
    assert told == say("link.ignored", "vi", field=say("filter.area", "vi"), value="9" * MAX_WORDS)


def test_every_choice_has_one_form() -> None:
    one = Selection(
        corridors=("B", "A", "B"), agencies=("D", "C"), statuses=(Status.LAPSED, Status.PLANNED),
        kinds=(Kind.URBAN, Kind.AIRPORT, Kind.URBAN), words="a\tb\x00\n c",
    )  # fmt: skip
    assert (one.corridors, one.agencies) == (("A", "B"), ("C", "D"))
    assert one.statuses == (Status.PLANNED, Status.LAPSED)
    assert one.kinds == (Kind.AIRPORT, Kind.URBAN)
    assert one.words == "a b c"


def test_the_day_is_that_of_the_view_else_today(monkeypatch: pytest.MonkeyPatch) -> None:
    then, now, today = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
    monkeypatch.setattr(clock, "today", lambda: today)
    assert Selection(as_of=then).day(now) == then
    assert Selection().day(now) == now
    assert Selection().day() == today


def test_every_part_of_a_selection_is_said_in_the_order_of_names(town: Catalog) -> None:
    selection, _ = read_query(EVERYTHING | {"area": "201,202,20101"}, town)
    kinds = [say(f"kind.{kind}", "vi") for kind in ("urban", "national-road")]
    statuses = [say(f"status.{status}", "vi") for status in ("lapsed", "planned")]
    assert selection.describe(town, "vi").split(" · ") == [
        "Huyện Hai, Huyện Một, Xã Tây", "Đường Áng, Đường Đông", "Ban Một, Sở Xây dựng",
        ", ".join(kinds), ", ".join(statuses), "cách “Dự án P-1” không quá 2,5 km",
        "tìm cầu mới", "tính đến 01/06/2025",
    ]  # fmt: skip
    # In no other language than its own, where none is named.
    assert selection.describe(town) == selection.describe(town, "en")
    assert selection.describe_areas(town) == "Hai district, Một district, Tây commune"

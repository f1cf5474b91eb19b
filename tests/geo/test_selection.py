from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from geo import clock
from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Kind, Status
from geo.query.selection import MAX_WORDS, Selection, read_query
from geo.query.within import Near, NearKind
from geo.strings import languages

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

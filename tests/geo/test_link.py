"""Links that went through chat programs, mails and sentences mean the same, or it is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.link import is_foreign, read_link, remove_unseen
from geo.query.selection import Selection, UnknownParameter, read_query
from geo.query.within import Near
from geo.strings import kinds
from tests import once

KNOWN = ("lang", "frame", "area", "corridor", "agency", "kind", "status", "q", "near", "asof")


def read(text: str) -> tuple[dict[str, str], tuple[UnknownParameter, ...]]:
    """Read a query string as the server does."""
    return read_link(parse_qsl(text, keep_blank_values=True), KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "area=123&amp;status=construction",
        "area=123&amp;amp;status=construction",
        "area=123&#38;status=construction",
        "AREA=123&Status=construction",
        "area%3D123&status=construction",
        "area%3D123%26status%3Dconstruction",
        "area%253D123%2526status%253Dconstruction",
        "area=123%26amp%3Bstatus%3Dconstruction",
        "area=123%26status%3Dconstruction",
        "area=%E2%80%8B12%E2%80%8B3&status=construction%E2%80%8B",
        "area=123&status=construction).",
        "area=123&status=construction%3E%22",
        "area=123&status=construction%EF%BC%8C",
        "?area=123&status=construction",
        "area=%20123&status=construction%0A",
        "area=123&status=construction&utm_source=zalo&fbclid=x&zarsrc=30&gclid=y&embed=true",
        "area=%EF%BC%91%EF%BC%92%EF%BC%93&status=construction",
    ],
)
def test_r22_what_can_be_understood_of_a_link_is_understood(text: str) -> None:
    assert read(text) == ({"area": "123", "status": "construction"}, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("areas=123", [("areas", "123")]),
        ("area=123&colour=red", [("colour", "red")]),
        ("area=123%26colour%3Dred", [("colour", "red")]),
        ("tinhtrang", [("tinhtrang", "")]),
        ("tr%E1%BA%A1ng-th%C3%A1i=x", [("trạng-thái", "x")]),
    ],
)
def test_r22_unknown_names_of_a_link_are_said(text: str, said: list[tuple[str, str]]) -> None:
    _, unknown = read(text)
    assert [(part.field, part.value) for part in unknown] == said
    for part, (name, _) in zip(unknown, said, strict=True):
        assert part.message("vi").startswith(f"Bỏ qua phần không hiểu được trong liên kết: {name}")


def test_r22_names_that_a_button_has_are_unknown_all_the_same() -> None:
    (part,) = read("reset=1")[1]
    assert part.message("vi").endswith(": reset=1")


@pytest.mark.parametrize(
    "name",
    ["utm_campaign", "fbclid", "GCLID", "gbraid", "zarsrc", "embed", "embed_options", "mibextid"],
)
def test_r22_what_others_hang_on_links_is_no_news(name: str) -> None:
    assert is_foreign(name)
    assert read(f"{name}=1&area=123") == ({"area": "123"}, ())


@pytest.mark.parametrize("name", [*KNOWN, "views", "from", "to", "id", "of", "off", "on", "sizes"])
def test_r22_none_of_our_own_names_is_foreign(name: str) -> None:
    assert not is_foreign(name)


def test_r22_upper_and_lower_case_of_a_value_mean_the_same(catalog: Catalog) -> None:
    selection, ignored = read_query({"status": "Construction", "corridor": "cor-01"}, catalog)
    assert selection == Selection(statuses=(Status.CONSTRUCTION,), corridors=("COR-01",))
    assert ignored == ()


def test_words_stay_as_they_were_typed() -> None:
    words = "QL.6 (cũ), “đoạn 2”; 50%41."
    assert read(urlencode({"q": words})) == ({"q": words}, ())


def test_no_id_begins_or_ends_with_what_is_taken_off(catalog: Catalog) -> None:
    ids = [*catalog.projects, *catalog.assets, *catalog.areas.by_code, *catalog.corridors]
    ids += [*catalog.agencies, *kinds(), *Status, *AreaFrame]
    for one in ids:
        assert read(urlencode({"area": one})) == ({"area": one}, ())


def _some(items: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(items), max_size=3, unique=True).map(tuple)


def selections() -> st.SearchStrategy[Selection]:
    known = once.catalog()
    places = st.one_of(
        st.none(), st.builds(Near.point, st.just(104.03), st.just(21.21), st.just(5))
    )
    return st.builds(
        Selection,
        frame=st.just(AreaFrame.COMMUNE),
        areas=_some([area.code for area in known.areas.frame(AreaFrame.COMMUNE)]),
        corridors=_some(list(known.corridors)),
        kinds=_some(list(kinds())),
        statuses=_some(list(Status)),
        agencies=_some(list(known.agencies)),
        language=st.sampled_from(["vi", "en"]),
        as_of=st.one_of(st.none(), st.just(date(2025, 5, 1))),
        near=places,
    )


def _upper(text: str) -> str:
    return "&".join(f"{k.upper()}={v}" for k, _, v in (p.partition("=") for p in text.split("&")))


# What a link goes through between two people, as functions of its query string.
MILLS: dict[str, Callable[[str], str]] = {
    "HTML": lambda text: text.replace("&", "&amp;"),
    "HTML twice": lambda text: text.replace("&", "&amp;amp;"),
    "HTML in numbers": lambda text: text.replace("&", "&#38;"),
    "encoded as a whole": lambda text: quote(text, safe=""),
    "encoded again": lambda text: text.replace("%", "%25"),
    "signs encoded": lambda text: text.replace("=", "%3D"),
    "upper case": _upper,
    "full stop": lambda text: f"{text}.",
    "bracket": lambda text: f"{text})",
    "angle and quote": lambda text: f"{text}%22%3E",
    "full-width comma": lambda text: text.replace("%2C", quote("，")),
    "comma as it is": lambda text: text.replace("%2C", ","),
    "zero-width space at the end": lambda text: text + quote("\u200b"),
    "zero-width spaces before signs": lambda text: text.replace("=", f"{quote(chr(0x200B))}="),
    "spaces": lambda text: text.replace("%2C", "%2C+"),
    "line break": lambda text: f"{text}%0D%0A",
    "Zalo": lambda text: f"{text}&zarsrc=1303&utm_source=zalo&utm_medium=zalo",
    "Facebook": lambda text: f"fbclid=IwAR0&{text}",
    "question mark": lambda text: f"?{text}",
    "ampersands": lambda text: f"&{text}&&",
}


@settings(max_examples=300, deadline=None)
@given(selections(), st.lists(st.sampled_from(sorted(MILLS)), max_size=3))
def test_r22_a_link_that_went_through_mills_means_the_same_or_it_is_said(
    selection: Selection, mills: list[str]
) -> None:
    text = urlencode(selection.to_query())
    for mill in mills:
        text = MILLS[mill](text)
    query, unknown = read(text)
    found, ignored = read_query(query, once.catalog())
    assert found == selection or unknown or ignored, text
    # One mill alone is always understood.
    assert len(mills) > 1 or (found, unknown, ignored) == (selection, (), ()), text


@settings(max_examples=200, deadline=None)
@given(selections(), st.text(max_size=30))
def test_what_we_write_ourselves_is_read_as_it_is(selection: Selection, words: str) -> None:
    query = selection.with_(words=words).to_query()
    assert read_link(query.items(), KNOWN) == (query, ())


@given(st.text())
def test_unseen_signs_are_taken_out_once_for_all(text: str) -> None:
    once_done = remove_unseen(text)
    assert remove_unseen(once_done) == once_done
    assert "\u200b" not in once_done

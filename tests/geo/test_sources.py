"""What rests on each source, and how a source says how well it was read."""

from __future__ import annotations

from dataclasses import replace

from geo.catalog.catalog import Catalog
from geo.dates import PartialDate
from geo.model import SourceKind, Status
from geo.query import wording
from geo.reports.sources import find_sources, subject_name, uses_of_sources
from tests import tiny

QUOTED = replace(
    tiny.source("S-1", number="216/QĐ-TTg"),
    quoted_from=tiny.named("Báo A (dịch máy)", en="Paper A (machine translation)"),
)
COPIED = tiny.source("S-2", kind=SourceKind.COPY, publisher="trangchep.vn", date=None)


def test_each_source_tells_what_rests_on_it() -> None:
    town = tiny.town(
        events=(tiny.event("P-1", PartialDate(2025), Status.PLANNED, "S-1"),),
        figures=(
            tiny.figure("P-1", "capital", 5, "billion_vnd", source_id="S-1"),
            tiny.figure("P-1", "capital", 6, "billion_vnd", source_id="S-1"),
            tiny.figure("P-2", "length", 6, "km", source_id="S-2"),
        ),
        sources=tiny.by_id([QUOTED, COPIED, tiny.source("S-3")]),
    )
    uses = {use.source.id: use for use in uses_of_sources(town)}
    assert uses["S-1"].carried == {"P-1": {"sources.status": 1, "quantity.capital": 2}}
    assert uses["S-2"].carried == {"P-2": {"quantity.length": 1}}
    assert (uses["S-1"].facts, uses["S-3"].facts) == (3, 0)
    found = find_sources(uses_of_sources(town), "TRANG chep")
    assert [use.source.id for use in found] == []
    assert [u.source.id for u in find_sources(uses_of_sources(town), "trangchep")] == ["S-2"]
    assert [u.source.id for u in find_sources(uses_of_sources(town), "tài liệu s 3")] == ["S-3"]


def test_every_source_of_the_checkout_is_listed_once_and_its_subjects_are_named(
    catalog: Catalog,
) -> None:
    uses = uses_of_sources(catalog)
    assert sorted(use.source.id for use in uses) == sorted(catalog.sources)
    refs = {route.ref for route in catalog.routes.values()} | {
        section.ref for section in catalog.sections.values()
    }
    refs |= {incident.road_ref for incident in catalog.incidents} | {""}
    subjects = {subject for use in uses for subject in use.carried}
    assert {s for s in subjects if subject_name(catalog, s) is None} <= refs


def test_a_source_says_that_it_is_quoted_or_a_copy() -> None:
    assert wording.source_mark(QUOTED, "vi") == "216/QĐ-TTg, dẫn lại"
    assert wording.short_source(COPIED, "vi") == "trangchep.vn, trang sao chép"
    quoted = "dẫn lại theo Báo A (dịch máy), chưa đối chiếu bản gốc"
    for words in (wording.source_details, wording.source_origin, wording.full_source):
        assert words(QUOTED, "vi").endswith(quoted)
    assert wording.titled_source(QUOTED, "vi") == f"Tài liệu S-1. 216/QĐ-TTg (01/01/2025; {quoted})"
    assert "Trang sao chép" in wording.source_details(COPIED, "vi")
    assert wording.quoted_words(COPIED, "vi") == ""


def test_a_citation_holds_all_that_finds_the_source_again() -> None:
    assert wording.citation(QUOTED, "en") == (
        "Tài liệu S-1. UBND, 216/QĐ-TTg, 1 Jan 2025. https://example.vn/S-1 "
        "(quoted from Paper A (machine translation), original not read)"
    )
    assert wording.citation(COPIED, "vi") == (
        "Tài liệu S-2. trangchep.vn, không ghi ngày. https://example.vn/S-2 (trang sao chép)"
    )

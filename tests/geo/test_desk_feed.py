"""History and feeds of what was applied: who, when, old and new, why; valid, and harmless."""

from __future__ import annotations

import json
import uuid
import xml.etree.ElementTree as ET
from datetime import datetime

import pytest

from geo.catalog.catalog import Catalog
from geo.desk.feed import Feed, FeedPlace, entry_id, newest
from geo.desk.history import AppliedChange, applied_changes, histories
from geo.store.model import Author, Batch, BatchState, BatchStep, StoredChange, row_added
from geo.store.overlay import inverse, key_columns

ATOM = "{http://www.w3.org/2005/Atom}"
AN, CHI = Author("an", "editor"), Author("chi", "approver")
EVENT = row_added(
    "events",
    key_columns("events"),
    {
        "project_id": "EXP-HB", "date": "2026-11-07", "status": "completed",
        "note_vi": "]]><script>alert(1)</script>&amp; =1+1", "source_id": "QD-3079-2023",
    },
)  # fmt: skip
YEAR = StoredChange("projects", ("EXP-SL1",), "finish_year", "2028", "2029", "QD-3079-2023")
SOURCE = row_added("sources", ("id",), {"id": "NEW-1", "title_vi": "Một văn bản"})


def applied(number: int, *changes: StoredChange, undone: bool = False, **more: int) -> Batch:
    def step(state: BatchState, who: Author, minute: int) -> BatchStep:
        at = f"2026-11-27T08:{minute:02}:00.000000+07:00"
        version = number if state is BatchState.APPLIED else None
        return BatchStep(number, state, at, who, "vì đã thông xe", version)

    minute = 10 * number
    steps = [
        step(BatchState.PROPOSED, AN, minute),
        step(BatchState.APPROVED, CHI, minute + 1),
        step(BatchState.APPLIED, CHI, minute + 1),
    ]
    if undone:
        steps.append(step(BatchState.UNDONE, CHI, minute + 5))
    uid = uuid.UUID(int=number).hex
    return Batch(
        number, uid, 0, changes, "vì đã thông xe", "form", more.get("undoes"), tuple(steps)
    )


@pytest.fixture
def told(catalog: Catalog) -> tuple[AppliedChange, ...]:
    batches = [
        applied(1, EVENT, YEAR, undone=True),
        applied(2, inverse(YEAR), inverse(EVENT), undoes=1),
        applied(3, SOURCE),
    ]
    return applied_changes(batches, catalog, "vi")


def test_the_history_of_a_thing_says_who_when_what_and_why(told: tuple[AppliedChange, ...]) -> None:
    latest, first = histories(told)["EXP-HB"]
    assert (first.batch.author.name, first.approver) == ("an", "chi")
    assert first.applied.at.startswith("2026-11-27T08:11")
    assert first.batch.reason == "vì đã thông xe"
    assert first.is_undone
    assert not latest.is_undone
    assert first.facts[0].new == latest.facts[0].old == "Hoàn thành (7 tháng 11 năm 2026)"
    assert latest.facts[0].new == first.facts[0].old
    (year, _) = histories(told)["EXP-SL1"][::-1]
    assert [(fact.old, fact.new) for fact in year.facts] == [("2028", "2029")]


@pytest.fixture
def feed(told: tuple[AppliedChange, ...], catalog: Catalog) -> Feed:
    place = FeedPlace("https://map.example/son-la/", "https://map.example/son-la/cap-nhat.atom")
    shown = newest(told)
    return Feed(shown, catalog, "vi", place, uuid.UUID(int=9).urn, shown[0].applied.at)


def test_the_atom_feed_has_all_that_rfc_4287_asks_for(feed: Feed) -> None:
    root = ET.fromstring(feed.atom())
    assert root.tag == f"{ATOM}feed"
    for part in ("id", "title", "updated", "author"):
        assert len(root.findall(ATOM + part)) == 1, part
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "https://map.example/son-la/cap-nhat.atom"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 4
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert len(set(ids)) == 4
    assert all(one.startswith("urn:uuid:") for one in ids)
    for entry in entries:
        for part in ("id", "title", "updated", "published", "content"):
            assert len(entry.findall(ATOM + part)) == 1, part
        moment = datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo is not None
        (link,) = entry.findall(f"{ATOM}link")
        assert (link.get("href") or "").startswith("https://map.example/son-la/?id=EXP-")
    words = entries[-1].findtext(f"{ATOM}content") or ""
    assert "Tình trạng: Đang thi công" in words
    assert "→ Hoàn thành (7 tháng 11 năm 2026) [Nguồn: 3079" in words
    assert words.startswith("Đã hoàn tác sau đó.")


def test_hostile_words_stay_words_and_nobody_is_named(feed: Feed) -> None:
    told = [element.text for element in ET.fromstring(feed.atom()).iter()]
    assert not {"an", "chi"} & set(told)
    assert '"an"' not in feed.json().decode()
    assert '"chi"' not in feed.json().decode()
    assert "<script>" not in feed.atom().decode()
    content = ET.fromstring(feed.atom()).iterfind(f".//{ATOM}content")
    assert any("]]><script>alert(1)</script>&amp; =1+1" in (one.text or "") for one in content)


def test_the_json_feed_tells_the_same_fact_by_fact(feed: Feed) -> None:
    record = json.loads(feed.json())
    assert record["version"] == "https://jsonfeed.org/version/1.1"
    first = record["items"][-2]
    assert first["url"] == "https://map.example/son-la/?id=EXP-SL1"
    assert first["_son_la"]["undone"]
    (fact,) = first["_son_la"]["facts"]
    assert (fact["field"], fact["old"], fact["new"]) == ("Năm hoàn thành", "2028", "2029")
    assert fact["source"].startswith("3079")
    assert {item["id"] for item in record["items"]} == {entry_id(one) for one in feed.changes}


def test_a_source_alone_is_no_news(feed: Feed) -> None:
    assert all(change.subject_id != "NEW-1" for change in feed.changes)

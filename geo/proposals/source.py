"""*Thêm nguồn*: a document that facts can be taken from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.dates import PartialDate
from geo.escape import Syntax, escape
from geo.model import SourceKind
from geo.proposals.proposal import FormReader
from geo.text import WRITTEN_LANGUAGES, fold
from geo.trip.fields import TripField, ValueKind
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from geo.model import Source
    from geo.proposals.proposal import FormGround, Proposal, Typed

KIND: Final = "sources.kind"
TITLE: Final = "sources.title_vi"
NUMBER: Final = "sources.number"
PUBLISHER: Final = "sources.publisher"
DATE: Final = "sources.date"
URL: Final = "sources.url"
NOTE: Final = "sources.note_vi"
_URL: Final = re.compile(r"https?://[^\s\"'<>]+")
_MOST_ID: Final = 40


def plan_source(typed: Typed, ground: FormGround) -> Proposal:
    """Return what a form for a new source adds."""
    reader = FormReader(ground, typed)
    line = {id_: reader.read(TripField(id_, ValueKind.TEXT)) for id_ in (TITLE, NUMBER, PUBLISHER)}
    note, url = (reader.read(TripField(id_, ValueKind.TEXT)) for id_ in (NOTE, URL))
    day = reader.read(TripField(DATE, ValueKind.DATE))
    kind = typed.get(KIND, "")
    if kind not in list(SourceKind):
        reader.doubt(KIND, ValueDoubt("source-kind"))
    if not line[TITLE]:
        reader.doubt(TITLE, ValueDoubt("source-title"))
    if day and PartialDate.parse(day).first_day > ground.today:
        reader.doubt(DATE, ValueDoubt("source-date"))
    if url and not _URL.fullmatch(url):
        reader.doubt(URL, ValueDoubt("source-url"))
    known = _known(line, url, day, ground)
    if known:
        field, source = known
        reader.doubt(field, ValueDoubt("source-known", name=source.title[ground.language]))
    if reader.doubts:
        return reader.proposal()
    id_ = _new_id(line[NUMBER] or line[TITLE], ground)
    cells = {
        "id": id_,
        "kind": kind,
        # A title is not translated by us.
        **{f"title_{each}": line[TITLE] for each in WRITTEN_LANGUAGES},
        "publisher": line[PUBLISHER],
        "number": line[NUMBER],
        "date": day,
        "url": url,
        **{f"note_{each}": note for each in WRITTEN_LANGUAGES},
    }
    reader.add_row("sources", cells)
    return reader.proposal(id_, tells_sources=True)


def _known(
    line: dict[str, str], url: str, day: str, ground: FormGround
) -> tuple[str, Source] | None:
    """Return the field by which a source is known already, and that source."""
    for source in ground.catalog.sources.values():
        same_day = not day or source.date is None or source.date.iso() == day
        if url and source.url == url:
            return URL, source
        if line[NUMBER] and fold(source.number) == fold(line[NUMBER]) and same_day:
            return NUMBER, source
        if line[TITLE] and fold(source.title["vi"]) == fold(line[TITLE]) and same_day:
            return TITLE, source
    return None


def _new_id(words: str, ground: FormGround) -> str:
    stem = escape(words, Syntax.FILE_NAME).upper()[:_MOST_ID].strip("-") or "NGUON"
    free, number = stem, 2
    while free in ground.catalog.sources:
        free, number = f"{stem}-{number}", number + 1
    return free

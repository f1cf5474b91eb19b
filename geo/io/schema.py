"""The columns of every table and what may stand in them (pandera)."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo.catalog.indicators import Better, IndicatorGroup, IndicatorRole
from geo.catalog.km_posts import CountId, PostRole
from geo.dates import PartialDate
from geo.errors import DataError
from geo.model import (
    AgencyRole,
    Evidence,
    IncidentKind,
    MilestoneKind,
    MilestoneRole,
    ObstacleState,
    SourceKind,
    State,
    Status,
)
from geo.text import WRITTEN_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from enum import StrEnum

    from geo.tables import TableRow, Tables

_ID = r"[A-Z0-9]+(-[A-Z0-9]+)*"
_WORD = r"[a-z0-9]+([-_][a-z0-9]+)*"
_IDS = rf"({_ID}(;{_ID})*)?"
_DISTRICTS = r"(\d{3}(;\d{3})*)?"
_PLACE = rf"({_ID}|commune:\d{{5}}|district:\d{{3}}|within:\d{{3}}(\d{{2}})?|place:{_ID})"
_GEOMETRY = rf"({_PLACE}(;{_PLACE})*)?"
_URL = r"(https?://\S+)?"
_NUMBER = r"-?\d+(\.\d+)?"
_DIGEST = r"[0-9a-f]{64}"
LABEL_LETTERS = 28
"""How many letters the short name of a corridor may have: it labels a line on the map."""
_REMEDIES = {
    "id": "use capital letters, digits and hyphens, e.g. DT-101",
    "word": "use small letters, digits and hyphens, e.g. water-supply",
    "ids": "separate ids by ; and write them in capitals",
    "date": "write YYYY, YYYY-MM or YYYY-MM-DD",
    "number": "write digits with a decimal point",
    "filled": "fill the cell or delete the row",
    "choice": "choose one of the allowed words",
    "url": "write a full http(s) address or leave it empty",
    "nfc": "save the file as UTF-8 with composed letters (NFC)",
    "unique": "give each row its own id",
    "period": "write YYYY, YYYY-YYYY or YYYY-",
    "label": "shorten it: it labels a line on the map",
    "form": "correct the form",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the data, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """Return the line that the check prints."""
        return f"{self.where}: {self.what}, {self.remedy}"


def _is_date(text: str) -> bool:
    with suppress(DataError):
        return not text or bool(PartialDate.parse(text))
    return False


def _check(remedy: str, pattern: str) -> pa.Check:
    return pa.Check.str_matches(f"^(?:{pattern})$", error=remedy)


def _column(*checks: pa.Check, filled: bool = False, unique: bool = False) -> pa.Column:
    nfc = pa.Check(lambda s: s == unicodedata.normalize("NFC", s), element_wise=True, error="nfc")
    all_checks = [nfc, *checks]
    if filled:
        all_checks.append(pa.Check.str_length(min_value=1, error="filled"))
    return pa.Column(str, all_checks, unique=unique, report_duplicates="all")


def _choice(values: Sequence[str] | type[StrEnum], *, empty: bool = False) -> pa.Column:
    allowed = [*(str(value) for value in values), *([""] if empty else [])]
    return _column(pa.Check.isin(allowed, error="choice"))


TEXT = _column()
FILLED = _column(filled=True)
NEW_ID = _column(_check("id", _ID), filled=True, unique=True)
ONE_ID = _column(_check("id", _ID), filled=True)
ANY_ID = _column(_check("id", rf"({_ID})?"))
NEW_WORD = _column(_check("word", _WORD), filled=True, unique=True)
WORD = _column(_check("word", _WORD), filled=True)
IDS = _column(_check("ids", _IDS))
SOME_IDS = _column(_check("ids", _IDS), filled=True)
DATE = _column(pa.Check(_is_date, element_wise=True, error="date"))
DATE_FILLED = _column(pa.Check(_is_date, element_wise=True, error="date"), filled=True)
NUMBER = _column(_check("number", rf"({_NUMBER})?"))
NUMBER_FILLED = _column(_check("number", _NUMBER), filled=True)
DISTRICTS = _column(_check("form", _DISTRICTS))
GEOMETRY = _column(_check("ids", _GEOMETRY))
LABEL = _column(pa.Check.str_length(max_value=LABEL_LETTERS, error="label"), filled=True)
PERIOD = _column(_check("period", r"\d{4}(-(\d{4})?)?"))
YEAR = _column(_check("form", r"(\d{4})?"))
QUALIFIER = _choice(("about", "over", "under", "least"), empty=True)
BASIS = _choice(("text", "inference"), empty=True)
YES = _choice(("yes",), empty=True)
RULES = ("length", "districts", "km-post", "incident", "plausible", "reform")

KEYS = {
    "corridor-sections": ("corridor_id", "section_id"),
    "routes": ("section_id",),
    "km-posts": ("ref", "km", "at", "role", "count", "source_id"),
    "events": ("project_id", "date", "status", "source_id"),
    "figures": ("subject_id", "quantity", "as_of", "source_id", "value"),
    "milestones": ("project_id", "milestone", "role", "date", "as_of", "source_id"),
    "obstacles": ("project_id", "what_vi", "as_of", "source_id"),
    "roles": ("project_id", "agency_id", "role", "source_id"),
    "indicators": ("id", "period", "role", "as_of", "source_id", "value"),
    "earlier-names": ("old_name", "old_district_code"),
    "area-names": ("code", "since"),
    "exceptions": ("rule", "subject_id"),
}
"""The columns that together make a row unique, where no single column does."""


def _both(*fields: str, filled: bool = False) -> dict[str, pa.Column]:
    column = FILLED if filled else TEXT
    return {f"{field}_{language}": column for field in fields for language in WRITTEN_LANGUAGES}


TABLES: dict[str, dict[str, pa.Column]] = {
    "kinds": {
        "id": NEW_WORD, "group": WORD, **_both("name", filled=True), "symbol": WORD,
    },
    "quantities": {
        "id": NEW_WORD, "unit": FILLED, **_both("name", filled=True), **_both("definition"),
    },
    "sources": {
        "id": NEW_ID, "kind": _choice(SourceKind), **_both("title", filled=True),
        "publisher": TEXT, "number": TEXT, "date": DATE, "url": _column(_check("url", _URL)),
        **_both("quoted_from", "note"),
    },
    "agencies": {
        "id": NEW_ID, **_both("name", filled=True), "contact": TEXT, "contact_source_id": IDS,
    },
    "corridors": {
        "id": NEW_ID, **_both("name", filled=True), "short_vi": LABEL, "short_en": LABEL,
        "stated_districts": DISTRICTS,
        "stated_basis": BASIS, "source_ids": SOME_IDS, **_both("note"),
    },
    "corridor-sections": {
        "corridor_id": ONE_ID, "seq": NUMBER_FILLED, "section_id": ONE_ID, "basis": BASIS,
        **_both("note"),
    },
    "routes": {
        "ref": FILLED, "branch": NUMBER_FILLED, "seq": NUMBER_FILLED, "section_id": ONE_ID,
        "reversed": YES, "gap_before_km": NUMBER,
        "gap_kind": _choice(("shared", "ferry", "break"), empty=True), "gap_counted": YES,
        **_both("gap_note"),
    },
    "km-posts": {
        "ref": FILLED, "km": NUMBER_FILLED,
        "at": _column(_check("form", rf"({_ID}(@(start|end))?|area:\d{{3}}(\d{{2}})?)?")),
        "role": _choice(PostRole), "count": _choice(CountId), "valid_until": DATE,
        "uncertainty_km": NUMBER, **_both("note"),
        "source_id": ONE_ID,
    },
    "assets": {
        "id": NEW_ID, "kind": WORD, **_both("name", filled=True), "ref": TEXT,
        "geometry": GEOMETRY, "state": _choice(State), "state_since": DATE, **_both("note"),
        "agency_ids": IDS, "corridor_ids": IDS, "source_ids": SOME_IDS,
    },
    "projects": {
        "id": NEW_ID, "part_of": ANY_ID, "kind": WORD, **_both("name", filled=True),
        "asset_ids": IDS,
        "road_ref": TEXT, "km_from": NUMBER, "km_to": NUMBER, "geometry": GEOMETRY,
        "extent": _choice(("spots",), empty=True), **_both("from", "to"),
        "stated_districts": DISTRICTS, "stated_basis": BASIS,
        **_both("class_target", "funding"), "agency_ids": IDS, "start_year": YEAR,
        "finish_year": YEAR, "corridor_ids": IDS, "source_ids": SOME_IDS,
        **_both("note", "geometry_note"),
    },
    "geometries": {
        "id": NEW_ID, "project_id": ONE_ID, "date": DATE, "shown": YES,
        "evidence": _choice(Evidence), "shape": FILLED, **_both("note"), "source_id": ONE_ID,
    },
    "photos": {
        "id": NEW_ID, "project_id": ONE_ID, "digest": _column(_check("form", _DIGEST), filled=True),
        "date": DATE, **_both("caption", filled=True), "author": TEXT, "lon": NUMBER, "lat": NUMBER,
    },
    "events": {
        "project_id": ONE_ID, "date": DATE_FILLED,
        "status": _choice([status for status in Status if status is not Status.UNKNOWN]),
        **_both("note"), "source_id": ONE_ID,
    },
    "milestones": {
        "project_id": ONE_ID, "milestone": _choice(MilestoneKind), "role": _choice(MilestoneRole),
        "date": DATE_FILLED, "as_of": DATE, **_both("note"), "source_id": ONE_ID,
    },
    "packages": {
        "id": NEW_ID, "project_id": ONE_ID, **_both("name", filled=True),
        "value_billion_vnd": NUMBER, "contractor": TEXT, "signed": DATE, "finish": DATE,
        "progress_percent": NUMBER, "as_of": DATE, **_both("note"), "source_id": ONE_ID,
    },
    "obstacles": {
        "project_id": ONE_ID, **_both("what", filled=True), "agency_id": ANY_ID, "deadline": DATE,
        "state": _choice(ObstacleState), "as_of": DATE, **_both("note"), "source_id": ONE_ID,
    },
    "roles": {
        "project_id": ONE_ID, "agency_id": ONE_ID, "role": _choice(AgencyRole), "as_of": DATE,
        "source_id": ONE_ID,
    },
    "incidents": {
        "id": NEW_ID, "kind": _choice(IncidentKind), "road_ref": TEXT, "km_from": NUMBER,
        "km_to": NUMBER, "geometry": GEOMETRY, "date_from": DATE_FILLED, "date_until": DATE,
        "volume_m3": NUMBER, "length_m": NUMBER, "spots": NUMBER, **_both("note"),
        "source_id": ONE_ID,
    },
    "figures": {
        "subject_id": ONE_ID, "quantity": FILLED, "value": NUMBER_FILLED, "unit": FILLED,
        "qualifier": QUALIFIER, "as_of": DATE, **_both("note"), "source_id": ONE_ID,
    },
    "indicators": {
        "id": ONE_ID, "period": PERIOD, "role": _choice(IndicatorRole), "value": NUMBER_FILLED,
        "value_to": NUMBER, "qualifier": QUALIFIER, "as_of": DATE, **_both("note"),
        "source_id": ONE_ID,
    },
    "indicator-definitions": {
        "id": NEW_ID, "group": _choice(IndicatorGroup), "better": _choice(list(Better)),
        **_both("name", "unit", filled=True),
    },
    "aims": {
        "id": NEW_ID, "group": _choice(IndicatorGroup), "period": YEAR,
        **_both("name", "aim", filled=True), "project_ids": IDS, "source_id": ONE_ID,
    },
    "crosswalk": {
        "old_code": _column(_check("form", r"\d{5}"), unique=True), "old_name": FILLED,
        "old_district_code": _column(_check("form", r"\d{3}")),
        "new_code": _column(_check("form", r"\d{5}")), "new_name": FILLED, "change": FILLED,
        "resolution_clause": TEXT, "in_force": DATE, "spelling_note": TEXT, "source_id": ONE_ID,
    },
    "earlier-names": {
        "old_name": FILLED, "old_district_code": _column(_check("form", r"\d{3}")),
        "via_name": FILLED, "new_code": _column(_check("form", r"\d{5}")), "date": DATE_FILLED,
        **_both("note"), "source_id": ONE_ID,
    },
    "area-names": {
        "code": _column(_check("form", r"\d{3}")), **_both("name", filled=True),
        "since": DATE_FILLED, **_both("note"), "source_ids": SOME_IDS,
    },
    "exceptions": {
        "rule": _choice(RULES), "subject_id": FILLED, **_both("note", filled=True),
    },
    "strings": {
        "key": _column(_check("form", r"[a-z0-9.\-A-Z_]+"), unique=True),
        **dict.fromkeys(WRITTEN_LANGUAGES, FILLED),
    },
}  # fmt: skip


def table_problems(tables: Tables) -> list[Problem]:
    """Return the problems in the form of the tables of a folder."""
    if not tables.folder.is_dir():
        remedy = "give a folder with shapes/ and tables/"
        return [Problem(str(tables.folder), "no such folder", remedy)]
    problems: list[Problem] = []
    for name, columns in TABLES.items():
        try:
            rows = tables[name]
        except DataError as error:
            problems.append(Problem(error.where, error.what, error.remedy))
            continue
        if not rows:
            continue
        header = list(rows[0].cells)
        frame = pd.DataFrame([row.cells for row in rows], columns=header)
        frame.index = pd.Index([row.where for row in rows])
        violations = _violations(f"tables/{name}.csv", frame, columns)
        problems += violations or _repeated(rows, KEYS.get(name, ()))
    return problems


def _repeated(rows: Sequence[TableRow], key: tuple[str, ...]) -> list[Problem]:
    """Return the rows whose key, made of several columns, stands in an earlier row as well."""
    first: dict[tuple[str, ...], TableRow] = {}
    return [
        Problem(row.where, f"says the same as {earlier.where}", "delete one of the two rows")
        for row in (rows if key else ())
        if (earlier := first.setdefault(tuple(row[column] for column in key), row)) is not row
    ]


def _violations(name: str, frame: pd.DataFrame, columns: dict[str, pa.Column]) -> list[Problem]:
    known_languages = {str(column) for column in frame if str(column)[-3:-2] == "_"}
    schema = pa.DataFrameSchema(columns, strict=True)
    extra = [column for column in frame.columns if column not in columns]
    # A further language is a further column everywhere; strictness is for typing errors.
    kept = frame.drop(columns=[column for column in extra if column in known_languages])
    if name.endswith("strings.csv"):
        kept = kept[["key", *WRITTEN_LANGUAGES]]
    try:
        schema.validate(kept, lazy=True)
    except SchemaErrors as errors:
        return [_problem(name, case) for case in errors.failure_cases.to_dict("records")]
    return []


def _problem(name: str, case: dict[object, object]) -> Problem:
    reason = str(case["check"])
    if case["index"] is None or pd.isna(case["index"]):  # type: ignore[call-overload]
        missing = "not" in reason or reason == "column_in_dataframe"
        what = f"column {case['failure_case']!r} is {'missing' if missing else 'not known'}"
        return Problem(f"{name}:1", what, "restore the header row")
    where = f"{case['index']}:{case['column']}"
    key = "unique" if "uniqueness" in reason else reason
    what = "repeated" if key == "unique" else "not allowed"
    return Problem(where, f"{case['failure_case']!r} is {what}", _REMEDIES.get(key, reason))

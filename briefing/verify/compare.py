"""Does a sheet, slide or book still hold? What it said against what the data says now.

What was made for today on day D is asked two things: whether it was right on D, by what the data
knows now (a source may have come in later), and whether it still holds today. What was made for a
chosen day, and a sheet of changes between two days, is asked the first only.

A file carries all that was said, so that old and new can be named for each project. A code from
paper is a check sum of the same: beside the view (the text of the QR code, or the link) it says
same or not, but not what changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from briefing.book.plan import BookError
from briefing.book.statement import (
    plan_book,
    plan_targets,
    statement_of_book,
    statement_of_targets,
)
from briefing.request import ExportRequest
from briefing.sheet.plan import plan
from briefing.sheet.statement import statement_of
from briefing.statement.statement import (
    BOOK,
    CHANGES,
    GOAL,
    PROGRESS,
    PROJECT,
    SLIDE,
    TARGETS,
    WALL,
    WINDOW,
    StatementError,
    code_for,
    read_code,
    statement_rows,
)
from geo import clock
from geo.dates import parse_day
from geo.errors import DataError, SonLaMapError
from geo.query.link import read_link
from geo.query.selection import read_query
from geo.query.view import build_view
from geo.reports.changes import changes
from geo.strings import say

if TYPE_CHECKING:
    from datetime import date

    from briefing.statement.statement import Statement, StatementRow
    from geo.catalog.catalog import Catalog
    from geo.query.selection import Selection, UnknownParameter
    from geo.query.view import View

# In the order in which they are told.
ASPECTS: Final = (
    "old", "status", "date", "source", "length", "length-basis", "length-source", "capital",
    "events", "figures", "history", "numbers", "control", "place", "card", "name", "facts",
)  # fmt: skip
_MOST_LINK: Final = 8_000
# What a link may say of a sheet, and what besides it says of the screen alone.
_SAID: Final = (
    "lang",
    "frame",
    "area",
    "corridor",
    "agency",
    "kind",
    "status",
    "q",
    "near",
    "asof",
)
_IN_A_LINK: Final = (*_SAID, "from", "to", "id", "of", "off", "on", "timeline", "views")


@dataclass(frozen=True)
class Difference:
    """What a sheet says differently of one project, or of something else, than the data.

    Parameters
    ----------
    old, new
        What the sheet said and what the data says; ``None`` where it is missing.
    aspects
        Which parts differ, of :data:`ASPECTS`; empty for one that appeared or is gone.
    """

    id: str
    old: StatementRow | None
    new: StatementRow | None
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A sheet against the data of one day.

    Parameters
    ----------
    differences
        By project.
    ground
        Themes whose drawing in the window is another one.
    others
        What a book says otherwise beside its projects.
    """

    day: date
    differences: tuple[Difference, ...]
    ground: tuple[str, ...] = ()
    others: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the data gives the same sheet."""
        return not (self.differences or self.ground or self.others)


@dataclass(frozen=True)
class Verdict:
    """The answer about a file.

    Parameters
    ----------
    then
        Against its own day.
    now
        Against today, ``None`` for a sheet of a chosen day or period.
    ignored
        Parts of the selection that mean nothing in today's data.
    """

    statement: Statement
    digest: str
    then: Check
    now: Check | None
    ignored: tuple[UnknownParameter, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the data still gives the same sheet, on its day and today."""
        return self.then.same and (self.now is None or self.now.same) and not self.ignored


@dataclass(frozen=True)
class OnPaper:
    """What a person reads off a sheet of paper.

    Parameters
    ----------
    code
        As typed.
    link
        Address or query string of the view, as the QR code gives it; that of the page of changes
        holds its period. Empty for the whole province. It is read, never opened.
    day
        The day of the statuses, ``None`` for today alone.
    """

    code: str
    link: str = ""
    day: date | None = None


@dataclass(frozen=True)
class CodeVerdict:
    """The answer about a code from paper.

    Parameters
    ----------
    days
        Day and whether the data gives the code on it; the first is the one asked for.
    """

    code: str
    selection: Selection
    days: tuple[tuple[date, bool], ...]

    @property
    def same(self) -> bool:
        """Whether the data gives the code on every day."""
        return all(fits for _, fits in self.days)


def verify(statement: Statement, catalog: Catalog, today: date | None = None) -> Verdict:
    """Compare a sheet, slide or book with the data.

    Raises
    ------
    StatementError
        If it cannot be made again from what it says of itself.
    """
    today = today or clock.today()
    selection, ignored = read_query(statement.parameters, catalog)
    day = parse_day(statement.day)
    try:
        then = _check(statement, catalog, selection, day)
        moving = statement.kind != CHANGES and selection.as_of is None and day != today
        now = _check(statement, catalog, selection, today) if moving else None
    except SonLaMapError as error:
        raise StatementError(say("verify.error-damaged", statement.language)) from error
    return Verdict(statement, catalog.digest, then, now, ignored)


def verify_code(
    paper: OnPaper, catalog: Catalog, language: str, today: date | None = None
) -> CodeVerdict:
    """Compare a code from paper with what the data says of a view, on a sheet or in a book.

    Raises
    ------
    SonLaMapError
        If the code is mistyped or the link no link of this map, in `language`.
    """
    code = read_code(paper.code, language)
    today = today or clock.today()
    query, unknown = _query(paper.link, language)
    selection, wrong = read_query(query, catalog)
    if ignored := (*unknown, *wrong):
        raise StatementError(ignored[0].message(language))
    if "from" in query:
        start, end = (_a_day(query.get(name, ""), language) for name in ("from", "to"))
        last = end or paper.day or today
        found = changes(catalog, selection.with_(language=language), start or last, last)
        fits = code_for(statement_rows(found.view, found)) == code
        return CodeVerdict(code, selection, ((found.end, fits),))
    days = [selection.as_of] if selection.as_of else dict.fromkeys((paper.day or today, today))
    project = query.get("id", "")
    given = [(one, _gives(code, build_view(catalog, selection, one), project)) for one in days]
    return CodeVerdict(code, selection, tuple(given))


def _gives(code: str, view: View, project: str) -> bool:
    """Tell whether a view gives a code: on a sheet, on that of a project, or in its book."""
    from briefing.progress_sheet.plan import said_of
    from briefing.project_sheet.plan import plan_project

    if code in (code_for(statement_rows(view)), code_for(said_of(view))):
        return True
    if project in view.catalog.projects:
        planned = plan_project(view, ExportRequest(project=project))
        if planned.sheet.provenance.code == code:
            return True
    try:
        return code in (
            plan_book(view, ExportRequest(), is_short=one).code for one in (None, False)
        )
    except BookError:
        # So large a view has no book.
        return False


def differences(old: list[StatementRow], new: list[StatementRow]) -> tuple[Difference, ...]:
    """Return the differences between two lists of statement rows, by id."""
    before, after = ({str(one["id"]): one for one in said} for said in (old, new))
    found = []
    for id_ in sorted(before.keys() | after.keys()):
        left, right = before.get(id_), after.get(id_)
        if left is None or right is None:
            found.append(Difference(id_, left, right))
            continue
        aspects = tuple(name for name in ASPECTS if left.get(name) != right.get(name))
        if aspects:
            found.append(Difference(id_, left, right, aspects))
    return tuple(found)


def _check(statement: Statement, catalog: Catalog, selection: Selection, day: date) -> Check:
    now = _made_again(statement, catalog, selection, day)
    found = differences(statement.said, now.said)
    others = differences(statement.rest, now.rest)
    ground = _ground(statement.ground, now.ground, told=bool(found or others))
    return Check(day, found, ground, others)


def _ground(old: dict[str, str], new: dict[str, str], *, told: bool) -> tuple[str, ...]:
    """Return the themes that are drawn otherwise; `told` when projects differ as well."""
    if old.get(WINDOW) != new.get(WINDOW):
        # Other projects ask for another frame: what is drawn cannot be compared, nor need it be.
        return () if told else (WINDOW,)
    return tuple(name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name))


def _made_again(
    statement: Statement, catalog: Catalog, selection: Selection, day: date
) -> Statement:
    """Return what the same sheet, slide or book says of another day, or by other data."""
    # These take a second to import: a code alone is verified without them.
    from briefing.progress_sheet.plan import plan_progress, statement_of_progress
    from briefing.project_sheet.plan import plan_project, statement_of_project
    from briefing.sheet.changes import plan_changes

    request = _request(statement)
    if statement.kind == CHANGES:
        found = changes(catalog, selection, parse_day(statement.start), day)
        return statement_of(plan_changes(found, request))
    view = build_view(catalog, selection, day)
    if statement.kind == PROJECT and statement.project not in catalog.projects:
        # All that it said is gone.
        return statement.model_copy(update={"said": []})
    if statement.kind == PROJECT:
        return statement_of_project(plan_project(view, request))
    if statement.kind == PROGRESS:
        return statement_of_progress(plan_progress(view, request))
    if statement.kind in (BOOK, TARGETS):
        return _pages_again(statement, view, request)
    return _sheet_again(statement, view, request)


def _sheet_again(statement: Statement, view: View, request: ExportRequest) -> Statement:
    """Return what a sheet, wall or slide says now."""
    from briefing.sheet.wall import plan_wall

    if statement.kind == SLIDE:
        return _slide_again(statement, view, request)
    if statement.kind == WALL:
        return statement_of(plan_wall(view, request).sheet, WALL)
    return statement_of(plan(view, request), "")


def _slide_again(statement: Statement, view: View, request: ExportRequest) -> Statement:
    """Return what a slide says now, in the frame of today or the one that it was made in."""
    from briefing.slides.slide import FORMER_MAPS, MAP, plan_slide

    window = statement.ground.get(WINDOW)
    sheets = (plan_slide(view, request, frame) for frame in (MAP, *FORMER_MAPS))
    made = (statement_of(sheet, "") for sheet in sheets)
    today = next(made)
    return next((one for one in chain((today,), made) if one.ground.get(WINDOW) == window), today)


def _pages_again(statement: Statement, view: View, request: ExportRequest) -> Statement:
    if statement.kind == TARGETS:
        return statement_of_targets(plan_targets(view, request))
    told = any(str(one["id"]).startswith(f"{GOAL}:") for one in statement.rest)
    return statement_of_book(plan_book(view, request, is_short=not told))


def _request(statement: Statement) -> ExportRequest:
    """Return how the file was asked for."""
    bbox: Any = tuple(statement.bbox) if statement.bbox else None
    return ExportRequest(
        size=statement.size,
        landscape=statement.landscape,
        grey=statement.grey,
        layers=frozenset(statement.layers),
        bbox=bbox,
        link=statement.link,
        printed=parse_day(statement.printed),
        project=statement.project,
    )


def _query(link: str, language: str) -> tuple[dict[str, str], tuple[UnknownParameter, ...]]:
    text = link.strip()
    try:
        query = urlsplit(text).query if "?" in text else text
        if len(text) > _MOST_LINK or (text and "=" not in query and "?" not in text):
            # An address without a query is the whole province.
            query = "" if urlsplit(text).scheme in ("http", "https") else "?"
    except ValueError:
        query = "?"
    if query == "?":
        raise StatementError(say("verify.error-link", language))
    return read_link(parse_qsl(query, keep_blank_values=True), _IN_A_LINK)


def _a_day(text: str, language: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except DataError as error:
        raise StatementError(say("verify.error-link", language)) from error

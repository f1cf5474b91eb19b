"""The parts of a profile as HTML: what its template is given."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from briefing.content.html import part, trusted
from geo.catalog.area_names import name_on
from geo.catalog.history import timeline
from geo.corridor.profile import profile
from geo.model import LIVELIEST_FIRST, AreaFrame
from panels.components.links import page_link
from panels.pages.profile_subject import Subject, SubjectKind, subjects
from panels.session.address import AppPage
from panels.widgets.corridor import shares_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog.catalog import Catalog
    from geo.query.view import View

_part: Final = partial(
    part, "panels/pages/profile.html.j2", page_link=trusted(page_link), Page=AppPage
)


def index_html(catalog: Catalog, language: str) -> str:
    """Return the links to all profiles, kind by kind, with how many projects each has."""
    groups = [
        (
            kind,
            [
                (
                    code,
                    _short_name(catalog, kind, code, language),
                    sum(_concerns(catalog, kind, code)),
                )
                for code in subjects(catalog, kind, language)
            ],
        )
        for kind in SubjectKind
    ]
    return _part("index", language, groups=groups)


def _short_name(catalog: Catalog, kind: SubjectKind, code: str, language: str) -> str:
    if kind is SubjectKind.CORRIDOR:
        return catalog.corridors[code].name[language]
    if kind is SubjectKind.AGENCY:
        return catalog.agencies[code].name[language]
    return catalog.areas[code].full_name[language]


def _concerns(catalog: Catalog, kind: SubjectKind, code: str) -> Iterable[bool]:
    for project in catalog.projects.values():
        if kind is SubjectKind.CORRIDOR:
            yield code in project.corridor_ids
        elif kind is SubjectKind.AGENCY:
            yield code in project.agency_ids
        else:
            yield code in catalog.overlapped_codes[project.id]


def facts_html(view: View, subject: Subject, language: str) -> str:
    """Return what is known of the subject itself, and the profiles beside it."""
    known: dict[str, Any]
    if subject.kind is SubjectKind.CORRIDOR:
        found = profile(view, subject.id)
        known = {"known": found, "shares": shares_html(found, language)}
    elif subject.kind is SubjectKind.AGENCY:
        touches = (touch for row in view.rows for touch in row.overlaps(AreaFrame.DISTRICT))
        known = {"codes": dict.fromkeys(touch.code for touch in touches)}
    else:
        known = _area(view, subject.id)
    ids = {code for row in view.rows for code in row.project.corridor_ids}
    ids |= {code for asset in view.assets for code in asset.corridor_ids}

    def names_of(codes: Iterable[str]) -> list[tuple[str, str]]:
        return sorted((view.catalog.areas[code].full_name[language], code) for code in codes)

    more = {"view": view, "corridor_ids": sorted(ids), "names_of": names_of}
    return _part("subject", language, kind=subject.kind.value, **more, **known)


def _area(view: View, code: str) -> dict[str, Any]:
    area = view.catalog.areas[code]
    other = AreaFrame.COMMUNE if area.frame is AreaFrame.DISTRICT else AreaFrame.DISTRICT
    codes = area.commune_codes if other is AreaFrame.COMMUNE else area.district_codes
    origin = name_on(view.catalog, code, view.day).source_ids
    return {"known": area, "other": other.value, "codes": codes, "source_ids": origin}


def projects_html(view: View, language: str) -> str:
    """Return the projects by status, each with its length and capital."""
    groups = [(s, [row for row in view.rows if row.status is s]) for s in LIVELIEST_FIRST]
    day = view.selection.as_of
    return _part(
        "projects",
        language,
        view=view,
        groups=[(status, rows) for status, rows in groups if rows],
        as_of=day.isoformat() if day else "",
    )


def history_html(view: View, language: str) -> str:
    """Return the events of its projects up to the day, the newest first."""
    catalog = view.catalog
    events = [event for row in view.rows for event in catalog.events_of(row.project.id)]
    past = [event for event in reversed(timeline(events)) if event.effective <= view.day]
    return _part("history", language, view=view, events=past)

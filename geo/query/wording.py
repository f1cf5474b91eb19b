"""How a fact is put in words: a figure, a source, a length, a period, an extent, an area.

The one place for each: list, card, book, slide, task list, workbook and chart say the same fact in
the same words. Every function returns plain text, not escaped, empty where nothing is known.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from geo.catalog.area_names import is_reform, name_on
from geo.catalog.km_posts import CountId, grade_of
from geo.model import GeometryKind, SourceKind
from geo.road_names import format_km
from geo.strings import format_exact, format_number, say, table

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.catalog.indicators import Indicator
    from geo.model import Area, AreaFrame, AreaOverlap, Asset, Evidence, Figure, Project, Source
    from geo.query.view import Money, ProjectRow, View

NOTHING: Final = "–"
"""What stands in a cell of a table on paper or on a slide where no source says anything."""
# Of an area: what covers more than this covers it whole.
_WHOLE: Final = 0.99
_SIGNS: Final = {"about": "≈ ", "over": "> ", "under": "< ", "least": "≥ "}


def word_of(family: str, code: str, language: str) -> str:
    """Return the word of a code (``word_of("unit", "km", …)``); empty where it has none.

    A count has no unit, for example: its quantity already says what is counted.
    """
    key = f"{family}.{code}"
    return say(key, language) if code and key in table() else ""


def quantity_name(code: str, language: str) -> str:
    """Return the name of a quantity, its code where the strings have none."""
    return word_of("quantity", code, language) or code


def definition_of(code: str, language: str) -> str:
    """Return what a quantity means, empty where its name says it all."""
    return word_of("definition", code, language)


def figure_value(figure: Figure, language: str, joiner: str = " ") -> str:
    """Return qualifier, value and unit of a figure: ``khoảng 4.938 tỷ đồng``.

    Parameters
    ----------
    joiner
        Stands between the parts; a no-break space keeps them on one line.
    """
    parts = (
        word_of("qualifier", figure.qualifier, language),
        format_exact(figure.value, language),
        word_of("unit", figure.unit, language),
    )
    return joiner.join(part for part in parts if part)


def money_words(money: Money, language: str) -> str:
    """Return a sum of capital as ``khoảng 4.938 tỷ đồng``.

    A sum of figures that are about, over or under has no decimals: they would be false ones.
    """
    amount = format_exact(money.billion_vnd, language, 1 if money.exact else 0)
    value = say("summary.capital-value", language, amount=amount)
    return value if money.exact else f"{word_of('qualifier', 'about', language)} {value}"


def signed(value: float, qualifier: str, language: str, most: int) -> str:
    """Return a value with its qualifier as a sign: ``> 6.250``.

    Parameters
    ----------
    most
        Decimals shown at most.
    """
    return _SIGNS.get(qualifier, "") + format_exact(value, language, most)


def row_length(row: ProjectRow, language: str) -> str:
    """Return the length of a project with its qualifier as a sign, without unit: ``< 9``."""
    if not row.length_km:
        return ""
    return signed(row.length_km, row.length_qualifier, language, 1)


def row_capital(row: ProjectRow, language: str) -> str:
    """Return the capital to quote with its qualifier as a sign, without unit: ``< 10.000``."""
    capital = row.capital
    return signed(capital.value, capital.qualifier, language, 1) if capital else ""


def indicator_number(indicator: Indicator, language: str, *, sign: bool = True) -> str:
    """Return an indicator's value without its unit: ``> 6.250``, a band as ``29,7–30,3``.

    Parameters
    ----------
    sign
        Whether the qualifier is said, as a sign.
    """
    ends = (indicator.value, indicator.value_to)
    band = "–".join(format_exact(end, language, 2) for end in ends if end is not None)
    return f"{_SIGNS.get(indicator.qualifier, '') if sign else ''}{band}"


def indicator_value(indicator: Indicator, language: str) -> str:
    """Return an indicator's value with qualifier and unit."""
    unit = indicator.unit[language]
    value = indicator_number(indicator, language, sign=False)
    amount = say("language.percent", language, value=value) if unit == "%" else f"{value} {unit}"
    return f"{word_of('qualifier', indicator.qualifier, language)} {amount}".strip()


def dated_figure(figure: Figure, language: str) -> str:
    """Return a figure with its date: ``4.938 tỷ đồng (05/02/2026)``."""
    day = f" ({figure.as_of.show(language)})" if figure.as_of else ""
    return f"{figure_value(figure, language)}{day}"


def figure_of_source(figure: Figure, language: str) -> str:
    """Return a figure without its unit, with date and id of its source, for a cell of data."""
    qualifier = word_of("qualifier", figure.qualifier, language)
    when = f" ({figure.as_of.show(language)})" if figure.as_of else ""
    value = format_exact(figure.value, language)
    return f"{qualifier} {value}{when} [{figure.source_id}]".strip()


def source_name(source: Source, language: str) -> str:
    """Return a source in the fewest words: its number, else its publisher, else its title."""
    return source.number or source.publisher or source.title[language]


def short_source(source: Source | None, language: str) -> str:
    """Return a source in a few words, with its date: ``Báo Sơn La (11/2025)``."""
    if source is None:
        return say("unknown", language)
    name = source_name(source, language)
    dated = f"{name} ({source.date.show(language)})" if source.date else name
    return ", ".join((dated, *_short_doubt(source, language)))


def _short_doubt(source: Source, language: str) -> list[str]:
    """Return in a word or two that a source is a copy, or that nobody read its original."""
    if source.kind is SourceKind.COPY:
        return [say("source.copy", language)]
    return [say("source.quoted-short", language)] if source.quoted_from else []


def quoted_words(source: Source, language: str) -> str:
    """Return through what a source was read, empty where it was read itself.

    ``dẫn lại theo Luật Minh Khuê, chưa đối chiếu bản gốc``
    """
    if not source.quoted_from:
        return ""
    return say("source.quoted", language, through=source.quoted_from[language])


def source_mark(source: Source, language: str) -> str:
    """Return the label of a link to a source: its number, else its publisher and date."""
    day = f", {source.date.show(language)}" if source.date else ""
    name = source.number or f"{source.publisher or source.id}{day}"
    return ", ".join((name, *_short_doubt(source, language)))


def source_day(source: Source, language: str) -> str:
    """Return the date of a source, and in words that it has none."""
    return source.date.show(language) if source.date else say("sheet.no-date", language)


def source_details(source: Source, language: str) -> str:
    """Return publisher, number, date and kind of a source, and through what it was read."""
    kind, quoted = say(f"source-kind.{source.kind}", language), quoted_words(source, language)
    parts = (source.publisher, source.number, source_day(source, language), kind, quoted)
    return " · ".join(dict.fromkeys(part for part in parts if part))


def source_origin(source: Source, language: str) -> str:
    """Return kind, publisher and date of a source and through what it was read, where known."""
    day = source.date.show(language) if source.date else ""
    kind, quoted = say(f"source-kind.{source.kind}", language), quoted_words(source, language)
    return " · ".join(part for part in (kind, source.publisher, day, quoted) if part)


def full_source(source: Source, language: str) -> str:
    """Return all that identifies a source: title, publisher, number, date, address."""
    head = (source.title[language], source.publisher, source.number)
    parts = (*head, source_day(source, language), source.url, *_long_doubt(source, language))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _long_doubt(source: Source, language: str) -> list[str]:
    """Return that a source is a copy, and through what it was read."""
    copied = [say("source.copy", language)] if source.kind is SourceKind.COPY else []
    return [*copied, quoted_words(source, language)]


def citation(source: Source, language: str) -> str:
    """Return a source as a text cites it: title, publisher, number, date, address, and doubts."""
    where = ", ".join(part for part in (source.publisher, source.number) if part)
    day = source_day(source, language)
    parts = (source.title[language], f"{where}, {day}" if where else day, source.url)
    doubts = "; ".join(part for part in _long_doubt(source, language) if part)
    said = ". ".join(part for part in parts if part)
    return f"{said} ({doubts})" if doubts else said


def titled_source(source: Source, language: str, *, whole: bool = False) -> str:
    """Return a source by its title: ``Nghị quyết …. 1681/NQ-UBTVQH15 (16/06/2025)``.

    Parameters
    ----------
    whole
        Whether the publisher of what has a number is named too.
    """
    parts = [source.title[language], source.number]
    parts += [source.publisher] if whole or not source.number else []
    words = ". ".join(dict.fromkeys(part for part in parts if part))
    doubts = [part for part in _long_doubt(source, language) if part]
    return f"{words} ({'; '.join((source_day(source, language), *doubts))})"


def since_words(row: ProjectRow, language: str, *, latest: bool = True) -> str:
    """Return since when a project has its status, and the day of the latest news of it.

    Parameters
    ----------
    latest
        Whether the day of later news that confirm the status is said, and how old news is.
    """
    if row.event is None or row.since is None:
        return ""
    words = [say("card.since", language, day=row.since.date.show(language))]
    if latest and row.event is not row.since:
        words.append(say("card.latest", language, day=row.event.date.show(language)))
    if latest:
        words.append(stale_words(row, language))
    return "; ".join(part for part in words if part)


def status_meaning(catalog: Catalog, row: ProjectRow, language: str) -> str:
    """Return what the status of a project means; of a unit that the reform ended, that it did."""
    word = f"status-reform.{row.status}"
    if row.event and word in table() and is_reform(catalog, row.event):
        return say(word, language, day=row.event.date.show(language))
    return say(f"status-definition.{row.status}", language)


def stale_words(row: ProjectRow, language: str) -> str:
    """Return how old the latest news of a stale project is, nothing for others."""
    if row.stale_days is None:
        return ""
    return say("stale", language, count=format_number(row.stale_days, language))


def extent_words(project: Project, language: str) -> str:
    """Return the two ends of a project and its kilometres on its road."""
    ends = " → ".join(end[language] for end in (project.start, project.end) if end)
    if project.km_from is None or project.km_to is None:
        return ends
    km = f"{project.road_ref} {format_km(project.km_from)} – {format_km(project.km_to)}"
    km = in_count(km, project.km_count, language)
    return f"{ends} ({km})" if ends else km


def in_count(words: str, count: str, language: str) -> str:
    """Return words with the count of their kilometres, where it is not the one of today."""
    if not count:
        return words
    name = say(f"km-count.{count}", language)
    return say("search.km-count", language, label=words, count=name)


def years_words(project: Project, language: str) -> str:
    """Return first and last year of a project: ``2025 – 2027``, or the one that is known."""
    first, last = project.start_year, project.finish_year
    if first and last:
        return f"{first} – {last}"
    key, year = ("years-from", first) if first else ("years-until", last)
    return say(f"card.{key}", language, year=year) if year else ""


def period_words(period: str, language: str) -> str:
    """Return a period with a proper dash, ``2021–2025``; ``từ 2025`` for one without end."""
    start, dash, end = period.partition("-")
    if dash and not end:
        return say("period.since", language, year=start)
    return period.replace("-", "–")


def km_words(km: float, language: str) -> str:
    """Return a length as ``32,3 km``."""
    return f"{format_exact(km, language, 1)} km"


def touch_words(touch: AreaOverlap, language: str, area: Area | None = None) -> str:
    """Return how much of an item lies inside an area: its length, else its area.

    Parameters
    ----------
    area
        The area: of what covers the whole of it no km² are measured beside those of its sources.
    """
    if touch.length_km:
        return km_words(touch.length_km, language)
    if area and touch.area_km2 >= _WHOLE * area.area_km2:
        return say("areas.whole", language)
    return f"{format_exact(touch.area_km2, language, 1)} km²" if touch.area_km2 else ""


def whereabouts(
    catalog: Catalog, item: Project | Asset, frame: AreaFrame, language: str
) -> tuple[str, ...]:
    """Return the names of the areas of a frame in which an item lies, or the one word for none.

    A commune made of parts of two former districts belongs to neither: what is known to lie in it
    has the commune's name in both frames.
    """
    overlaps = dict(item.overlaps)
    areas = catalog.areas
    names = [areas[touch.code].name[language] for touch in overlaps[frame]]
    if not names:
        others = (touches for other, touches in overlaps.items() if other is not frame)
        names = [areas[touch.code].name[language] for touch in chain(*others)]
    if not names:
        names = [say("search.outside" if item.pieces else "search.no-position", language)]
    return tuple(names)


def area_name(view: View, code: str, language: str) -> str:
    """Return the full name of an area on the day of the view.

    A unit that is not in force on that day has the name of its frame.
    """
    named = name_on(view.catalog, code, view.day)
    name = named.name if named.in_force else view.catalog.areas[code].full_name
    return name[language]


def drawn_words(row: ProjectRow, language: str) -> str:
    """Return the length of the line on the map, which is no published figure."""
    if row.project.unlocated_spots:
        return say("card.on-spots", language)
    if not row.drawn_km:
        return ""
    key = "card.measured" if row.length_source == "measured" else "card.drawn"
    return say(key, language, km=km_words(row.drawn_km, language))


_GRADE_KEYS: Final = {GeometryKind.POINT: "grade-point", GeometryKind.FILED: "grade-filed"}


def geometry_words(kind: GeometryKind, grade: Evidence | None, language: str) -> str:
    """Return what a geometry is and how well it is known."""
    prefix = _GRADE_KEYS.get(kind, "grade")
    words = [say(f"geometry.{kind}", language)]
    if grade and kind is not GeometryKind.WITHIN:
        words.append(say(f"{prefix}.{grade}", language))
    return ". ".join(words)


def located_words(catalog: Catalog, project: Project, language: str) -> str:
    """Return by which kilometres a project is placed on its road, and how uncertain these are."""
    if project.km_from is None:
        return ""
    route, count = catalog.routes[project.road_ref], CountId(project.km_count)
    ends = [km for km in (project.km_from, project.km_to) if km is not None]
    uncertainty = max(route.uncertainty_km(km, count) for km in ends)
    return say(
        "card.located",
        language,
        road=route.id,
        km=in_count(" – ".join(format_km(km) for km in ends), count, language),
        uncertainty=format_exact(uncertainty, language, 1),
        grade=grade_of(uncertainty),
    )

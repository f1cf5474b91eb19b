"""Every word a user sees, from one table: ``data/tables/strings.csv``.

Kinds and quantities bring their names in tables of their own, as ``kind.<id>``, ``quantity.<id>``
and ``definition.<id>``. A column is a language; adding one is adding a column. The keys
``language.*`` hold how its numbers and dates are written. A key that misses in a language is shown
in Vietnamese. A column ``en_one`` holds the words for exactly one thing where they differ; it
counts what stands at ``{count}`` or ``{n}``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from geo.errors import UnknownIdError
from geo.tables import DATA, read_table
from geo.text import DEFAULT_LANGUAGE, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.tables import TableRow

_SINGULAR = "_one"
_ONE = (1, "1")
# The tables that bring names, by family of keys and column.
_NAMED = {
    "kinds": {"kind": "name"},
    "quantities": {"quantity": "name", "definition": "definition"},
}
STRINGS_PATH = Path(__file__).resolve().parent.parent / "data" / "tables" / "strings.csv"


@cache
def table(path: Path = STRINGS_PATH) -> dict[str, Text]:
    """Return all strings by key.

    Raises
    ------
    DataError
        If the table is missing or broken.
    """
    strings = {
        row["key"]: Text(
            tuple(
                (code, cell)
                for code, cell in row.cells.items()
                if code != "key" and not code.endswith(_SINGULAR)
            )
        )
        for row in read_table(path)
    }
    for name, families in _NAMED.items():
        for row in _vocabulary(name):
            for family, field in families.items():
                if row[f"{field}_{DEFAULT_LANGUAGE}"]:
                    strings[f"{family}.{row['id']}"] = Text.from_row(row.cells, field)
    return strings


@cache
def kinds() -> dict[str, str]:
    """Return the ids of all kinds of assets and projects, in their order, with their groups."""
    return {row["id"]: row["group"] for row in _vocabulary("kinds")}


@cache
def kind_symbols() -> dict[str, str]:
    """Return the name of the symbol of each kind."""
    return {row["id"]: row["symbol"] for row in _vocabulary("kinds")}


@cache
def quantities() -> dict[str, str]:
    """Return the ids of all quantities that figures may have, in their order, with their units."""
    return {row["id"]: row["unit"] for row in _vocabulary("quantities")}


def _vocabulary(name: str) -> tuple[TableRow, ...]:
    """Return the rows of a table that brings names: of the data folder, else of this checkout."""
    path = DATA / "tables" / f"{name}.csv"
    return read_table(path if path.is_file() else STRINGS_PATH.with_name(path.name))


@cache
def languages() -> tuple[str, ...]:
    """Return the language codes of the table, Vietnamese first."""
    first = next(iter(table().values()))
    return tuple(sorted(first, key=lambda code: code != DEFAULT_LANGUAGE))


def text(key: str) -> Text:
    """Return the string `key` in all languages.

    Raises
    ------
    UnknownIdError
        If the table has no such key.
    """
    try:
        return table()[key]
    except KeyError:
        raise UnknownIdError(f"no string {key!r} in data/tables/strings.csv") from None


def say(key: str, language: str, **values: object) -> str:
    """Return the string `key` in `language`, its ``{placeholders}`` filled from `values`."""
    wording = text(key)[language]
    if values.get("count", values.get("n")) in _ONE:
        wording = singular(key, language) or wording
    return wording.format(**values) if values else wording


def singular(key: str, language: str) -> str:
    """Return the string `key` for exactly one thing, empty where it is the same as for many.

    It stands in the column ``<language>_one`` of the table.
    """
    return _singulars().get((key, language), "")


@cache
def _singulars(path: Path = STRINGS_PATH) -> dict[tuple[str, str], str]:
    return {
        (row["key"], column.removesuffix(_SINGULAR)): cell
        for row in read_table(path)
        for column, cell in row.cells.items()
        if column.endswith(_SINGULAR) and cell
    }


def say_in_all(key: str, **values: object) -> Text:
    """Return the string `key` in all languages, its ``{placeholders}`` filled from `values`."""
    return Text(tuple((code, say(key, code, **values)) for code in languages()))


def say_each(keys: Mapping[str, str], language: str) -> dict[str, str]:
    """Return strings under other names: ``{"title": "card.title"}`` gives ``{"title": "Thẻ"}``."""
    return {name: say(key, language) for name, key in keys.items()}


def words_for_browser(keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return strings by language, then by key; that for exactly one thing ends in ``_one``."""
    found: dict[str, dict[str, str]] = {code: {} for code in languages()}
    for key in keys:
        for code, words in found.items():
            words[key] = text(key)[code]
            if one := singular(key, code):
                words[key + _SINGULAR] = one
    return found


def placeholders(wording: str) -> frozenset[str]:
    """Return the names of the ``{placeholders}`` of a string."""
    return frozenset(name for _, name, _, _ in Formatter().parse(wording) if name)


def format_number(value: float, language: str, decimals: int = 0) -> str:
    """Return `value` as people write it: 1,234.5 in English, 1.234,5 in Vietnamese."""
    signs = say("language.thousands", language) + say("language.decimal", language)
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", signs))


def format_exact(value: float, language: str, most: int = 3) -> str:
    """Return `value` with the decimals it has, at most `most`.

    Examples
    --------
    >>> format_exact(1234.5, "vi"), format_exact(1234.5678, "en", 2)
    ('1.234,5', '1,234.57')
    """
    plain = f"{value:.{most}f}".rstrip("0").rstrip(".")
    decimals = len(plain.partition(".")[2])
    return format_number(value, language, decimals)

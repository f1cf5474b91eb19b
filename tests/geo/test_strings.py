from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from geo import strings
from geo.catalog.catalog import Catalog
from geo.errors import UnknownIdError
from geo.model import AreaFrame, Evidence, GeometryKind, SourceKind, State, Status
from geo.strings import (
    format_exact,
    format_number,
    kinds,
    languages,
    placeholders,
    say,
    table,
)
from layers.themes import SWITCHABLE, THEMES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("geo", "layers", "briefing", "panels", "tools")


def code() -> str:
    files = [
        path
        for room in ROOMS
        for end in ("py", "js", "j2")
        for path in (ROOT / room).rglob(f"*.{end}")
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def families(catalog: Catalog) -> set[str]:
    """Give the keys that the code makes of a prefix and a value."""
    made = {f"status.{value}" for value in Status} | {f"status-definition.{v}" for v in Status}
    made |= {f"status-reform.{value}" for value in (Status.COMPLETED, Status.LAPSED)}
    made |= {f"kind.{value}" for value in kinds()} | {f"state.{value}" for value in State}
    made |= {f"frame.{value}" for value in AreaFrame} | {f"geometry.{v}" for v in GeometryKind}
    made |= {f"grade.{value}" for value in Evidence} | {f"grade-point.{v}" for v in Evidence}
    made |= {f"grade-filed.{value}" for value in Evidence}
    made |= {f"source-kind.{value}" for value in SourceKind}
    made |= {f"layer.{theme}" for theme in SWITCHABLE}
    made |= {
        theme.legend_key(style)
        for theme in THEMES
        if not theme.legend_from_marks
        for style in theme.styles
        if theme.legend_key(style)
    }
    made |= {f"kind-group.{group}" for group in kinds().values()}
    made |= {f"{key}{of}" for key in ("basis.", "data.basis-") for of in ("published", "measured")}
    # What Streamlit says on its own, see panels/components/page.py.
    made |= {key for key in table() if key.startswith("streamlit.")}
    made |= {f"quantity.{figure.quantity}" for figure in catalog.figures}
    made |= {f"unit.{figure.unit}" for figure in catalog.figures if figure.unit != "count"}
    made |= {f"qualifier.{figure.qualifier}" for figure in catalog.figures if figure.qualifier}
    return made


def test_every_string_stands_in_every_language() -> None:
    missing = {
        (key, language)
        for key, text in table().items()
        for language in languages()
        if not dict(text.forms).get(language)
    }
    assert missing == set()


def test_every_word_the_code_asks_for_is_there(catalog: Catalog) -> None:
    asked = set(re.findall(r"""\bsay\(\s*["']([a-z][\w.-]*\.[\w.-]+)["']""", code()))
    assert len(asked) > 50
    assert (asked | families(catalog)) - set(table()) == set()


def test_no_string_is_left_over(catalog: Catalog) -> None:
    source = code()
    made = families(catalog)
    prefixes = set(re.findall(r"""["'`]([a-z][\w-]*\.[\w.-]*?-?)[{$]""", source))
    # Looked for at every quote, so that one that ends a word may begin the next.
    quoted = set(re.findall(r"""["'](?=([\w.-]+)["'])""", source))
    unused = {
        key
        for key in table()
        if key not in made
        # A quantity may wait for its first figure.
        and key.partition(".")[0] not in {"kind", "quantity", "definition"}
        and key not in quoted
        and not any(key.startswith(prefix) for prefix in prefixes)
    }
    assert unused == set()


def test_a_language_is_a_column(tmp_path: Path) -> None:
    third = tmp_path / "strings.csv"
    rows = ["key,vi,en,th", "status.planned,Quy hoạch,Planned,Muang", "x,y,z,"]
    third.write_text("\n".join(rows), encoding="utf-8")
    strings = table(third)
    assert strings["status.planned"]["th"] == "Muang"
    assert strings["x"]["th"] == "y"


def test_numbers_as_people_write_them() -> None:
    assert format_number(1234567.5, "vi", 1) == "1.234.567,5"
    assert format_number(1234567.5, "en", 1) == "1,234,567.5"
    # Beside Vietnamese words, an English comma would be read as a decimal one.
    assert format_number(1234567.5, "th", 1) == "1.234.567,5"
    assert format_exact(33.30, "vi") == "33,3"
    assert format_exact(4938.0, "en") == "4,938"


def test_placeholders_are_filled() -> None:
    assert placeholders("{a} and {b}") == {"a", "b"}
    assert say("selection.words", "vi", words="x") == "tìm x"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(UnknownIdError, match=r"strings\.csv"):
        say("no.such.key", "vi")


def test_exactly_one_has_words_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "strings.csv"
    own.write_text(
        "key,vi,en,en_one\nsheep,{count} con cừu,{count} sheep,a sheep\n"
        "goats,{n} con dê,{n} goats,{n} goat\n",
        encoding="utf-8",
    )
    known = table(own)
    assert set(known["sheep"]) == {"vi", "en"}
    monkeypatch.setattr(strings, "table", lambda: known)
    monkeypatch.setattr(strings, "_singulars", partial(strings._singulars, own))
    assert say("sheep", "en", count=1) == "a sheep"
    assert say("sheep", "en", count="1") == "a sheep"
    assert say("sheep", "en", count=11) == "11 sheep"
    assert say("goats", "en", n=1) == "1 goat"
    assert say("goats", "vi", n=1) == "1 con dê"


# Ends in s and is no plural.
_NO_PLURAL = {"as", "is", "was", "has", "its", "this", "less", "across", "status", "news"}
_ADDED_ONE = re.compile(r"\b1((?: [a-z-]+){1,2})")
# Numbers beside a plural that are never one, and why.
_NEVER_ONE = {
    "most": "a limit", "days": "a limit", "pages": "told over a limit", "all": "all sources",
    "facts": "those of all sources", "groups": "one group has a string of its own",
    "type": "a type of files",
}  # fmt: skip
# What a thing that is named does.
_VERBS = {"lies", "begins", "says", "reports"}


def plurals(words: str) -> list[str]:
    return [word for word in words.split() if word.endswith("s") and word not in _NO_PLURAL]


def test_one_thing_is_never_said_in_the_plural() -> None:
    for key in table():
        english = table()[key]["en"]
        names = placeholders(english)
        if not names & {"count", "n"}:
            continue
        said = say(key, "en", **(dict.fromkeys(names, "X") | {"count": 1, "n": 1}))
        for after in _ADDED_ONE.findall(said):
            assert not plurals(after), f"{key}: {said!r} needs words in the column en_one"
        one = strings.singular(key, "en")
        assert placeholders(one or english) <= names, key


def test_a_number_before_a_plural_is_one_that_the_plural_form_knows() -> None:
    for key in table():
        for name, noun in re.findall(r"\{(\w+)\} ([a-z-]+)", table()[key]["en"]):
            known = name in {"count", "n"} or name in _NEVER_ONE or noun in _VERBS
            assert known or not plurals(noun), (key, name, noun)

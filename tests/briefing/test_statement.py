"""The code on a sheet and the statement behind it: what fits, and what is refused."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from briefing.statement.statement import (
    ALPHABET,
    CodeError,
    Statement,
    StatementError,
    canonical,
    code_for,
    code_of,
    read_code,
    read_token,
    short_hash,
)

ROW = {"id": "P-1", "name": "Dự án", "status": "planned"}
ROW4 = ["2025", "planned", "", "S-1"]
ROW6 = ["length", 5, "km", None, "S-1", None]


def values(
    *said: dict[str, Any], rest: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """Give a statement as plain values whose code is right."""
    rows = list(said) or [ROW]
    found: dict[str, Any] = {
        "kind": "sheet", "query": "lang=en&area=123", "day": "2026-01-01", "printed": "2026-01-02",
        "size": "A4", "landscape": True, "grey": False, "layers": ["roads"], "bbox": None,
        "link": "", "digest": "0" * 12, "said": rows, "ground": {"roads": "x"},
        "code": code_for([*rows, *(rest or [])]),
    }  # fmt: skip
    return found | ({"rest": rest} if rest else {}) | more


def token(content: object) -> str:
    return "SLS1:" + base64.b64encode(zlib.compress(json.dumps(content).encode())).decode()


def reads(content: object) -> bool:
    try:
        read_token(token(content), "vi")
    except StatementError:
        return False
    return True


# -- the code ---------------------------------------------------------------------------------


def digits(code: str) -> list[int]:
    return [ALPHABET.index(char) for char in code.removeprefix("SL-").replace("-", "")]


@pytest.mark.parametrize("number", [0, 1, 31, 30 + 31 * 5, 2**64 - 1])
def test_a_code_counts_in_thirty_one_letters_and_checks_itself(number: int) -> None:
    code = code_of(number.to_bytes(8, "big") + b"more")
    assert [len(part) for part in code.split("-")] == [2, 4, 4, 1]
    body = digits(code)
    assert sum(value * 31**place for place, value in enumerate(body[:8])) == number % 31**8
    # The check character makes the weighted sum a multiple of the number of letters.
    assert (sum((place + 2) * value for place, value in enumerate(body[:8])) + body[8]) % 31 == 0


def test_any_wrong_or_swapped_character_is_noticed() -> None:
    code = code_of(bytes(range(8)))
    bare = code.replace("-", "").removeprefix("SL")
    for place in range(len(bare)):
        other = ALPHABET[(ALPHABET.index(bare[place]) + 1) % 31]
        with pytest.raises(CodeError):
            read_code(bare[:place] + other + bare[place + 1 :], "vi")
    for place in range(len(bare) - 1):
        if bare[place] != bare[place + 1]:
            swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]
            with pytest.raises(CodeError):
                read_code(swapped, "vi")


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", " "), lambda c: c[3:]])
def test_a_code_is_read_as_people_type_it(change: Callable[[str], str]) -> None:
    code = code_of(bytes(range(8)))
    assert read_code(change(code), "vi") == code


@pytest.mark.parametrize("typed", ["", "SL-2222-2222", "SL-2222-2222-22", "SL-2222-2220-2", "@"])
def test_what_is_no_code_is_named_up_to_a_length(typed: str) -> None:
    with pytest.raises(CodeError) as caught:
        read_code(f" {typed} ", "vi")
    assert typed in str(caught.value)
    with pytest.raises(CodeError) as caught:
        read_code("x" * 61, "vi")
    assert "x" * 60 in str(caught.value)
    assert "x" * 61 not in str(caught.value)


def test_the_same_values_have_one_form() -> None:
    assert canonical({"b": 1, "a": ["đ", None]}) == '{"a":["đ",null],"b":1}'
    assert len(short_hash({"a": 1})) == 12
    assert short_hash({"a": 1, "b": 2}) == short_hash({"b": 2, "a": 1})
    assert code_for([ROW]) != code_for([ROW, ROW])


# -- the statement ----------------------------------------------------------------------------


def test_a_statement_comes_back_as_it_was() -> None:
    full = values(
        {**ROW, "length": 5, "capital": ROW4, "events": [ROW4, ROW4], "figures": [ROW6],
         "history": [ROW4], "numbers": [[*ROW6, "x"]], "length-basis": "published"},
        bbox=[103.0, 21, 104.5, 22],
    )  # fmt: skip
    statement = read_token(token(full), "vi")
    assert (statement.language, statement.parameters["area"]) == ("en", "123")
    again = read_token(statement.to_token(), "vi")
    assert again == statement
    assert again.said[0] == full["said"][0]
    assert "rest" not in json.loads(zlib.decompress(base64.b64decode(statement.to_token()[5:])))
    assert read_token(token({"sheet": json.dumps(full)}), "vi") == statement
    assert read_token(token(values(query="")), "vi").language == "vi"


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "map"}, {"kind": "changes"}, {"start": "2025-01-01"}, {"day": "2026"},
        {"printed": "1949-01-01"}, {"code": "SL-2222-2222-2"}, {"bbox": [1, 2, 3]},
        {"bbox": [1, 2, 3, 1e15]}, {"bbox": [1, 2, 3, -1e15]}, {"landscape": 1}, {"grey": "no"},
        {"layers": "roads"}, {"more": 1}, {"size": "x" * 2_001}, {"ground": {"roads": 1}},
    ],
)  # fmt: skip
def test_a_statement_of_another_form_is_none(more: dict[str, Any]) -> None:
    assert reads(values())
    assert not reads(values(**more))


def test_only_changes_have_a_start_and_only_a_book_has_more_than_projects() -> None:
    assert reads(values(kind="changes", start="2025-01-01"))
    entry = {"id": "area:123", "name": "Huyện", "facts": [["x"]]}
    assert reads(values(rest=[entry], kind="book"))
    for kind in ("sheet", "slide"):
        assert not reads(values(rest=[entry], kind=kind))
    book = read_token(token(values(rest=[entry], kind="book")), "vi")
    assert read_token(book.to_token(), "vi").rest == [entry]


@pytest.mark.parametrize(
    ("family", "cells"),
    [("area", (1,)), ("corridor", (1,)), ("goal", (7, 8)), ("source", (5,))],
)
def test_a_row_of_facts_has_the_cells_of_its_family(family: str, cells: tuple[int, ...]) -> None:
    def entry(count: int) -> dict[str, Any]:
        facts = [[None] * cells[0], ["x"] * count]
        return {"id": f"{family}:1", "name": "x", "facts": facts}

    # A goal that is a band has its upper end as an eighth cell.
    for count in cells:
        assert reads(values(rest=[entry(count)], kind="book"))
    for count in (cells[0] - 1, cells[-1] + 1):
        assert not reads(values(rest=[entry(count)], kind="book"))
    assert not reads(values(rest=[{"id": "other:1", "name": "x", "facts": []}], kind="book"))


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("capital", ROW4, ROW4[:3]), ("capital", ROW4, [*ROW4, ""]),
        ("events", [ROW4], [ROW4[1:]]), ("events", [ROW4], [[*ROW4, ""]]),
        ("figures", [ROW6], [ROW6[1:]]), ("figures", [ROW6], [[*ROW6, ""]]),
        ("numbers", [[*ROW6, ""]], [ROW6]), ("numbers", [[*ROW6, ""]], [[*ROW6, "", ""]]),
        ("history", [ROW4], [ROW6]), ("date", "2025-02", "2025-13"), ("length", 5.5, "5"),
        ("length", 1e15 - 1, 1e15), ("length", -1e15 + 1, -1e15),
        ("name", "x" * 2_000, "x" * 2_001),
        ("status", "planned", None), ("old", None, 5), ("length", None, True), ("card", "x", [1]),
    ],
)  # fmt: skip
def test_what_is_said_of_a_project_has_its_form(field: str, good: object, bad: object) -> None:
    assert reads(values({**ROW, field: good}))
    assert not reads(values({**ROW, field: bad}))


def test_fields_that_nobody_knows_are_refused() -> None:
    assert not reads(values({**ROW, "colour": "red"}))
    assert not reads(values({"id": "P-1", "name": "x"}))


@pytest.mark.parametrize(
    "text",
    ["", "SLS1:", "SLS1:####", "SLS1:AAAA", token([1]), token(5), token({"sheet": "["}), token({})],
)
def test_what_is_no_statement_is_said_to_be_damaged(text: str) -> None:
    with pytest.raises(StatementError, match=r"\S"):
        read_token(text, "vi")


def test_a_statement_that_is_cut_or_swells_is_refused() -> None:
    whole = token(values())
    with pytest.raises(StatementError):
        read_token("SLS1:" + base64.b64encode(base64.b64decode(whole[5:])[:-4]).decode(), "vi")
    padded = json.dumps(values()) + " " * 4_100_000
    huge = "SLS1:" + base64.b64encode(zlib.compress(padded.encode())).decode()
    with pytest.raises(StatementError):
        read_token(huge, "vi")
    fits = json.dumps(values()) + " " * 3_900_000
    packed = "SLS1:" + base64.b64encode(zlib.compress(fits.encode())).decode()
    assert read_token(packed, "vi").said == [ROW]


def test_the_most_projects_are_twenty_thousand() -> None:
    rows = [{"id": str(number), "name": "", "status": ""} for number in range(20_001)]
    assert reads(values(*rows[:20_000]))
    assert not reads(values(*rows))
    assert Statement.model_fields["said"].repr is False

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.escape import Syntax, escape
from geo.text import nfc

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "\" onmouseover='x'",
    '=HYPERLINK("http://x")',
    "../../etc/passwd",
    "a\u2028b\u2029c",
    "<!--",
]
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


@given(texts)
def test_html_holds_no_tag_and_no_attribute_of_its_own(text: str) -> None:
    parser = _Tags()
    parser.feed(f'<b title="{escape(text, Syntax.HTML)}">{escape(text, Syntax.HTML)}</b>')
    assert parser.tags == ["b"]
    assert parser.attributes == ["title"]


@given(
    st.recursive(texts, lambda kids: st.lists(kids) | st.dictionaries(texts, kids), max_leaves=6)
)
def test_script_literal_keeps_the_value_and_cannot_close_the_script(value: object) -> None:
    literal = escape(value, Syntax.SCRIPT)
    assert json.loads(literal) == value
    assert not re.search(r"[<>&\u2028\u2029]", literal)


@given(texts)
@example("=1+1")
@example("@SUM(A1)")
@example("\t=1")
@example("\r=1")
@example("\n=1")
@example("\uff1d1+1")
@example("\uff20SUM(A1)")
def test_a_sheet_cell_never_starts_a_formula(text: str) -> None:
    cell = escape(text, Syntax.SHEET)
    assert not cell.startswith(("=", "@", "\t", "\r", "\n", "\uff1d", "\uff20"))
    assert cell.lstrip("'") == nfc(text).lstrip("'")


@pytest.mark.parametrize("number", ["-12", "+3.5", "12,5"])
def test_numbers_stay_numbers_in_a_sheet(number: str) -> None:
    assert escape(number, Syntax.SHEET) == number


@pytest.mark.parametrize("text", ["+SUM(A1)", "-2+3", "+"])
def test_a_sign_before_anything_else_starts_no_formula(text: str) -> None:
    assert escape(text, Syntax.SHEET) == f"'{text}"


@given(texts)
def test_file_names_are_plain(text: str) -> None:
    name = escape(text, Syntax.FILE_NAME)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= 80


def test_file_names_stay_readable() -> None:
    assert escape("Huyện Mộc Châu", Syntax.FILE_NAME) == "huyen-moc-chau"


def test_none_is_empty() -> None:
    assert escape(None, Syntax.HTML) == ""


@pytest.mark.parametrize("target", [Syntax.TEXT, Syntax.HTML, Syntax.SVG, Syntax.MARKDOWN])
def test_what_xml_cannot_hold_is_left_out(target: Syntax) -> None:
    assert escape("a\x00b\x0bc\x1fd\ud800e\ufffef\uffffg\x85h", target) == "abcdefgh"
    assert escape("a\tb\nc", target) == "a\tb\nc"


def test_in_markdown_a_character_reference_stays_what_it_says() -> None:
    assert escape("R&D &lt;b&gt; &#60;", Syntax.MARKDOWN) == r"R\&D \&lt;b\&gt; \&\#60;"

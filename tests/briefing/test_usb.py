"""The USB edition as a file: what is in it, what is not, and that nothing in it can act."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from briefing.cli import run
from briefing.content.card import project_card
from briefing.content.cards_record import cards_record
from briefing.usb import page as usb
from geo.catalog.catalog import Catalog
from geo.model import Status
from geo.query.selection import Selection
from geo.query.view import View, build_view, project_row
from geo.reports.target_words import standing_words, standings_of, status_counts
from geo.reports.targets import targets
from geo.strings import say
from geo.text import Text
from layers.themes import SWITCHABLE
from layers.web.page import TYPED
from layers.web.payload import SCALE
from tests.card_html import card_html

TODAY = date(2026, 11, 24)
ALL = frozenset(SWITCHABLE)
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %} url(https://example.org/x.png)",
    "a\u2028b <link rel=stylesheet href=//example.org> @import",
)


class Elements(HTMLParser):
    """Collects elements, attributes and the text of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.blocks: list[tuple[str, str]] = []
        self._last = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._last = tag if not attrs else ""
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_endtag(self, _: str) -> None:
        self._last = ""

    def handle_data(self, data: str) -> None:
        if self._last in {"script", "style"}:
            self.blocks.append((self._last, data))


def made(view: View) -> str:
    return usb.render_usb(view, layers=ALL, printed=TODAY).decode("utf-8")


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'id="usb-data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.fixture(scope="module")
def province(catalog: Catalog) -> View:
    return build_view(catalog, Selection(), TODAY)


@pytest.fixture(scope="module")
def page(province: View) -> str:
    return made(province)


@pytest.fixture(scope="module")
def district(catalog: Catalog) -> str:
    return made(build_view(catalog, Selection(areas=("123",)), TODAY))


def test_the_whole_province_fits(page: str) -> None:
    assert len(page.encode("utf-8")) < usb.MOST_BYTES


def test_the_same_view_gives_the_same_bytes(catalog: Catalog, district: str) -> None:
    assert made(build_view(catalog, Selection(areas=("123",)), TODAY)) == district


def test_the_policy_lets_in_what_stands_in_the_page_alone(page: str) -> None:
    elements = Elements(page)
    assert (
        elements.tags.count("script")
        == len([kind for kind, _ in elements.blocks if kind == "script"]) + 1
    )
    policy = next(text for text in elements.attributes["content"] if "default-src" in text)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == rules["font-src"] == "data:"
    for kind in ("script", "style"):
        digests = {
            f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
            for each, text in elements.blocks
            if each == kind
        }
        assert set(rules[f"{kind}-src"].split()) == digests
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script>")


def test_no_element_names_a_file(page: str) -> None:
    elements = Elements(page)
    assert "link" not in elements.tags
    assert not {"src", "href", "style", "onload", "onerror"} & set(elements.attributes)
    sheets = "".join(text for kind, text in elements.blocks if kind == "style")
    addresses = re.findall(r"url\(\"?([^)\"]{0,12})", sheets)
    assert addresses
    assert all(address.startswith("data:") for address in addresses)


def test_a_page_that_names_a_file_is_refused() -> None:
    for wrong in ('<script src="x.js"></script>', "<style>a{b:url(x.png)}</style>", "<link rel=x>"):
        with pytest.raises(ValueError, match="names a file"):
            usb.sealed(f"<html>\n<head>\n{wrong}</head></html>")
    assert "sha256-" in usb.sealed("<head>\n<script>a('url(x)')</script></head>")


def test_only_the_chosen_projects_are_in_the_file(catalog: Catalog, district: str) -> None:
    inside = build_view(catalog, Selection(areas=("123",)), TODAY)
    data = data_of(district)
    assert {each["id"] for each in data["projects"]} == inside.project_ids
    found = {entry[1] for entry in data["find"]["entries"] if entry[0] == "project"}
    assert found == inside.project_ids
    others = [catalog.projects[key] for key in catalog.projects if key not in inside.project_ids]
    assert len(others) > 10
    for project in others:
        assert project.name["vi"] not in district, project.id
        assert f'"{project.id}"' not in district or project.id in catalog.assets


def test_the_file_says_day_digest_and_origin(page: str, catalog: Catalog) -> None:
    data = data_of(page)
    assert data["asOf"]["vi"] == ("Tình trạng tính đến ngày 24/11/2026 · dữ liệu đến 05/02/2026")
    assert data["made"]["en"] == "USB edition made on 24 Nov 2026"
    assert data["digest"] == catalog.digest
    assert "© OpenStreetMap contributors (ODbL 1.0)" in page
    assert "Ranh giới mang tính tham khảo" in page


def text_of(tree: list[Any], texts: list[str]) -> str:
    parts = [
        text_of(c, texts) if isinstance(c, list) else texts[c]
        for c in tree[1:]
        if not isinstance(c, dict)
    ]
    return "".join(parts)


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["vi", "en"])
def test_cards_say_what_they_say_in_the_app(province: View, language: str) -> None:
    record = cards_record(province)
    catalog = province.catalog
    assert set(record["cards"]) == set(catalog.projects) | set(catalog.assets)
    assert len(set(record["texts"])) == len(record["texts"])
    for project in catalog.projects.values():
        row = project_row(catalog, province.selection, project, TODAY)
        tree = record["cards"][project.id][language]
        shown = Words(card_html(project_card(province, row, language), language)).text
        assert text_of(tree, record["texts"]) == shown


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_targets_are_in_every_file(
    catalog: Catalog, page: str, district: str, language: str
) -> None:
    known = targets(catalog, TODAY)
    told = []
    for made_page in (page, district):
        data = data_of(made_page)
        told.append(text_of(data["cards"][usb.TARGETS][language], data["texts"]))
    # Those of the province, with the statuses of all its projects, whatever the file shows.
    assert told[0] == told[1]
    for row in known.rows:
        assert row.definition.name[language] in told[0]
        for one in standings_of(row):
            assert standing_words(one, language) in told[0]
    for group in known.groups:
        for aim in group.aims:
            assert status_counts(aim, language) in told[0]
    assert say("page.targets", language) in told[0]


def test_hostile_names_stay_text(catalog: Catalog, district: str) -> None:
    projects = {
        key: replace(project, name=Text((("vi", HOSTILE[i % len(HOSTILE)]), ("en", HOSTILE[0]))))
        for i, (key, project) in enumerate(catalog.projects.items())
    }
    hostile = replace(catalog, projects=projects)
    page = made(build_view(hostile, Selection(areas=("123",)), TODAY))
    assert Elements(page).tags == Elements(district).tags
    assert "<img" not in page
    names = {
        each["name"]["vi"] if isinstance(each["name"], dict) else each["name"]
        for each in data_of(page)["record"]["projects"]
    }
    assert names <= set(HOSTILE)
    assert len(names) == len(HOSTILE)


def test_routes_keep_a_point_for_each_step(page: str) -> None:
    for route in data_of(page)["find"]["routes"]:
        if not route["range"]:
            # No post says where its kilometres start: none can be pointed at.
            assert "points" not in route
            continue
        numbers = re.findall(r"[\x5f-\x7e]*[\x3f-\x5e]", route["points"])
        assert "".join(numbers) == route["points"]
        assert len(numbers) == 2 * len(route["doubt"]), route["id"]
    assert SCALE == 100_000


def test_the_typeface_has_all_letters_of_the_page(page: str, tmp_path: Path) -> None:
    faces = re.findall(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", page)
    assert len(faces) == 4
    shown = {char for value in re.findall(r"[\u00a0-\u1fff]", page) for char in value} | set(TYPED)
    for number, face in enumerate(faces):
        path = tmp_path / f"{number}.woff"
        path.write_bytes(base64.b64decode(face))
        with TTFont(path) as font:
            missing = {char for char in shown if ord(char) not in font.getBestCmap()}
        assert missing <= {"\u2028"}, missing


def test_an_unknown_layer_is_told(province: View) -> None:
    with pytest.raises(usb.RequestError, match="Không có lớp “sea”"):
        usb.render_usb(province, layers=frozenset({"sea"}), printed=TODAY)


def test_the_command_writes_the_file(catalog: Catalog, tmp_path: Path) -> None:
    out = tmp_path / "moc-chau.html"
    asked = ["usb", "--district", "123", "--status", "construction", "--lang", "en"]
    assert run([*asked, "--out", str(out)], catalog) == [out]
    data = data_of(out.read_text("utf-8"))
    asked_for = Selection(areas=("123",), statuses=(Status.CONSTRUCTION,))
    expected = build_view(catalog, asked_for, TODAY).project_ids
    assert len(expected) == 4
    assert {each["id"] for each in data["projects"]} == expected
    assert data["lang"] == "en"
    assert list(tmp_path.iterdir()) == [out]
    before = out.read_bytes()
    for wrong, message in (
        (["--layers", "sea", "--out", str(out)], "sea"),
        (["--out", str(tmp_path / "x.pdf")], "pdf"),
        (["--out", str(tmp_path / "no" / "x.html")], "no"),
    ):
        with pytest.raises(usb.RequestError, match=message):
            run(["usb", *wrong], catalog)
    assert out.read_bytes() == before

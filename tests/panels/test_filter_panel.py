from __future__ import annotations

import json
from typing import Any

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.strings import languages, say
from panels import resources
from panels.components.filter_options import filter_options, main_district, publish_options
from panels.components.filter_panel import PARTS
from panels.session.address import AppPage
from tests.panels.apps import opened_page
from tests.panels.test_page import component_json


def sent(page: AppPage, **query: str) -> dict[str, Any]:
    """Give what a page sends to its panel."""
    found: dict[str, Any] = json.loads(component_json(opened_page(page, **query), "parts"))
    return found


def test_every_choice_is_one_that_an_address_may_hold(catalog: Catalog) -> None:
    options = filter_options(catalog)
    for frame in AreaFrame:
        codes = [choice["value"] for choice in options["areas"][frame]]
        assert sorted(codes) == [area.code for area in catalog.areas.frame(frame)]
    assert {choice["value"] for choice in options["corridors"]} == set(catalog.corridors)
    assert {choice["value"] for choice in options["agencies"]} == set(catalog.agencies)
    assert {choice["value"] for choice in options["kinds"]} == {i.kind for i in catalog.items}
    assert {choice["value"] for choice in options["statuses"]} <= set(Status)


def test_ux_14_communes_stand_under_their_former_district(catalog: Catalog) -> None:
    communes = filter_options(catalog)["areas"]["commune"]
    for choice in communes:
        area = catalog.areas[choice["value"]]
        district = catalog.areas[main_district(catalog, area)]
        assert district.code in area.district_codes
        assert choice["group"]["vi"] == f"{district.full_name['vi']} (cũ)"
        # A commune of two districts is found by the name of the other, too.
        assert ("also" in choice) == (len(area.district_codes) > 1)
    groups = [choice["group"]["vi"] for choice in communes]
    assert groups == sorted(groups, key=groups.index), "a group is broken in two"


def test_ux_46_every_word_of_the_panel_is_ours_and_in_each_language(catalog: Catalog) -> None:
    words = filter_options(catalog)["words"]
    assert set(words) == set(languages())
    assert words["vi"]["panel.none"] == say("panel.none", "vi")
    assert "No results" not in json.dumps(words)


def test_the_record_is_published_once_and_kept_small(catalog: Catalog) -> None:
    address = publish_options(catalog)
    file = resources.STATIC / address.removeprefix("app/static/")
    assert json.loads(file.read_text(encoding="utf-8"))["areas"]["commune"]
    assert publish_options(catalog) == address
    assert file.stat().st_size < 64 * 1024


def test_each_page_has_the_parts_that_its_address_holds() -> None:
    the_map = sent(AppPage.MAP, near="QL.6~5")
    assert the_map["parts"] == list(PARTS)
    assert the_map["map"] is True
    assert "QL.6" in the_map["near"]
    assert sent(AppPage.PROGRESS)["map"] is False
    assert "search" not in sent(AppPage.CHANGES)["parts"]
    assert sent(AppPage.MAP, lang="en")["lang"] == "en"

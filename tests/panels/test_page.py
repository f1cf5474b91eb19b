from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.catalog.catalog import Catalog
from geo.model import AreaFrame, Status
from geo.query.selection import Selection
from geo.query.view import build_view
from geo.query.within import near_ids, read_near
from layers.style.fonts import AssetError
from layers.web.payload import latest_statuses
from panels import resources
from panels.resources import STATIC
from panels.session import state
from tests import once
from tests.panels.apps import choose

APP = Path(__file__).resolve().parents[2] / "app.py"


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def map_data(app: AppTest) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(component_json(app, "state"))["state"]
    return data


def component_json(app: AppTest, part: str) -> str:
    """Return what the component whose data has a part is sent."""
    sent = [str(component.proto.json) for component in app.get("bidi_component")]
    (found,) = [data for data in sent if part in json.loads(data or "{}")]
    return found


def card_sent(app: AppTest) -> dict[str, Any]:
    """Return what the card is sent."""
    data: dict[str, Any] = json.loads(component_json(app, "cards"))
    return data


def card_words(app: AppTest) -> str:
    """Return the words of the open card: those it is sent, else those that are published."""
    sent = card_sent(app)
    if sent["tree"]:
        return " ".join(sent["tree"]["texts"])
    published = json.loads((STATIC.parent / sent["cards"].removeprefix("app/")).read_text("utf-8"))
    return " ".join(texts_in(published["cards"][sent["item"]], published["texts"]))


def texts_in(tree: Any, texts: list[str]) -> Iterator[str]:  # noqa: ANN401 - any depth
    """Yield the texts of a card."""
    if isinstance(tree, list):
        for child in tree[1:]:
            yield from texts_in(child, texts)
    elif isinstance(tree, int):
        yield texts[tree]


def status_on_map(app: AppTest, project_id: str) -> str:
    """Give the status the map shows: what it is told, else the latest one, which it holds."""
    told = map_data(app)["status"].get(project_id)
    return str(told or latest_statuses(once.catalog())[project_id])


def listed(app: AppTest) -> set[str]:
    """Give the projects that the browser is told to show; none means all."""
    ids = map_data(app)["shown"]["projects"]
    return set(once.catalog().projects if ids is None else ids)


def address(app: AppTest) -> dict[str, str]:
    # A parameter that the test set is a list there, one that the app wrote is a string.
    pairs = dict(app.query_params).items()
    return {key: value if isinstance(value, str) else value[0] for key, value in pairs}


def shown_html(app: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in app.get("html"))


def test_it_opens_on_the_whole_province_in_vietnamese(catalog: Catalog) -> None:
    app = opened()
    assert "Bản đồ hạ tầng Sơn La" in shown_html(app)
    assert "Toàn tỉnh Sơn La" in shown_html(app)
    assert listed(app) == set(catalog.projects)
    assert map_data(app)["shown"]["projects"] is None  # which says: all
    assert address(app) == {}


def test_a_district_narrows_map_list_counts_and_address_alike(catalog: Catalog) -> None:
    app = opened()
    choose(app, area="123")
    view = build_view(catalog, Selection(areas=("123",)))
    assert listed(app) == view.project_ids
    assert set(map_data(app)["shown"]["projects"]) == view.project_ids
    assert map_data(app)["extent"] == pytest.approx(view.extent, abs=1e-4)
    assert address(app)["area"] == "123"
    words = shown_html(app)
    assert "Huyện Mộc Châu (cũ)" in words


def test_words_without_marks_filter_and_reset_brings_all_back(catalog: Catalog) -> None:
    app = opened(q="na san")
    assert listed(app) == {"AIR-NASAN"}
    assert address(app)["q"] == "na san"
    choose(app, q="")
    assert listed(app) == set(catalog.projects)
    assert address(app) == {}


def test_nothing_found_is_said() -> None:
    app = opened(q="xyzzy")
    assert listed(app) == set()
    assert json.loads(component_json(app, "empty"))["empty"] == "Không có dự án phù hợp."


def test_a_link_restores_the_view_elsewhere() -> None:
    query = {"lang": "en", "area": "128", "kind": "expressway", "status": "construction",
             "id": "EXP-SL1", "off": "water"}  # fmt: skip
    app = opened(**query)
    assert listed(app) == {"EXP-SL1"}
    data = map_data(app)
    assert (data["lang"], data["selected"], data["areas"]) == ("en", "EXP-SL1", ["128"])
    assert "water" not in data["layers"]
    words = shown_html(app)
    assert "Sơn La infrastructure map" in words
    assert "Under construction" in words
    assert address(app) == query


def test_unknown_ids_in_a_link_are_ignored_with_a_message() -> None:
    app = opened(area="123,999", id="NO-SUCH", kind="boat")
    messages = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert all(word in messages for word in ("999", "NO-SUCH", "boat"))
    assert address(app) == {"area": "123"}
    choose(app, status=Status.PLANNED.value)
    assert not app.warning


def test_r22_a_link_out_of_a_mail_shows_what_was_meant_or_says_what_is_lost() -> None:
    """R22: once understood the address is the proper one, and what others hang on it stays."""
    app = opened(**{"area": "123", "amp;Status": "construction).", "utm_source": "zalo"})
    assert not app.warning
    assert address(app) == {"area": "123", "status": "construction", "utm_source": "zalo"}
    app = opened(**{"areas": "123", "status": "construction", "from": "2025-01-01"})
    said = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert "areas=123" in said
    assert "from=2025-01-01" in said
    assert address(app) == {"status": "construction"}
    app.session_state[state.STATUSES] = []
    app.run()
    assert (len(app.warning), address(app)) == (0, {})


def test_markdown_in_a_link_stays_words() -> None:
    app = opened(id="x[here](http://evil.example)x")
    assert [warning.value.count(r"\[here\]\(http") for warning in app.warning] == [1]


def test_a_link_of_many_unknown_parts_does_not_push_the_map_away() -> None:
    app = opened(**{f"x{number}": "<img src=x onerror=1>" for number in range(60)})
    said = [warning.value for warning in app.warning]
    assert len(said) == 5
    assert all(r"\<img src=x onerror=1\>" in each for each in said[:4])
    assert said[4] == "Và 56 phần khác của liên kết cũng không hiểu được."


def test_hostile_words_in_a_link_stay_words() -> None:
    hostile = '<img src=x onerror="alert(1)">'
    app = opened(q=hostile)
    assert hostile not in shown_html(app)
    assert "&lt;img src=x onerror=" in shown_html(app)


def test_the_card_opens_and_closes_and_stays_in_step_with_the_list() -> None:
    app = opened(id="DT-101")
    assert "Nâng cấp ĐT.101" in card_words(app)
    assert map_data(app)["selected"] == "DT-101"
    # As the component reports it: the empty id closes.
    app.session_state[state.ITEM] = ""
    app.run()
    assert map_data(app)["selected"] == ""
    assert card_sent(app)["item"] == ""
    assert "tree" not in card_sent(app)
    assert "id" not in address(app)


def test_a_card_outside_the_filters_says_so() -> None:
    app = opened(area="127", id="EXP-SL1")
    assert card_sent(app)["hidden"] == "Đối tượng này không khớp với bộ lọc hiện tại."
    assert card_sent(opened(id="EXP-SL1"))["hidden"] == ""


def test_the_day_changes_status_list_and_card() -> None:
    app = opened(id="EXP-SL1")
    assert map_data(app)["status"] == {}  # which says: the latest
    assert status_on_map(app, "EXP-SL1") == "construction"
    app.session_state[state.AS_OF] = date(2025, 5, 1)
    app.run()
    assert map_data(app)["status"]["EXP-SL1"] == "preparing"
    assert address(app)["asof"] == "2025-05-01"
    assert "Tình trạng tính đến ngày 01/05/2025" in shown_html(app)
    # The published card is of today: another day has its own.
    assert "Chuẩn bị đầu tư" in card_words(app)


def test_a_commune_narrows_the_list_in_its_frame(catalog: Catalog) -> None:
    app = opened()
    choose(app, frame=AreaFrame.COMMUNE.value, area="04048")
    assert listed(app) == build_view(catalog, Selection(areas=("04048",))).project_ids
    assert address(app) == {
        "frame": "commune", "area": "04048",
    }  # fmt: skip


def test_the_state_for_the_browser_is_small() -> None:
    app = opened()
    assert len(component_json(app, "state").encode()) < 6_000


def test_a_missing_map_library_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise AssetError("The package 'leaflet' is not installed.")

    monkeypatch.setattr(resources, "map_page", missing)
    app = opened()
    (error,) = app.error
    assert "Không hiện được bản đồ" in error.value
    assert "make run" in error.value
    # Counts and list are drawn without a map: the store is told all the same.
    told = json.loads(component_json(app, "screen"))["screen"]
    assert told["query"] == {}
    assert (resources.STATIC / told["record"].removeprefix("app/static/")).is_file()


def test_the_store_is_told_what_the_address_said_and_says() -> None:
    app = opened(area="123,999")
    told = json.loads(component_json(app, "screen"))["screen"]
    assert told["asked"] == {"area": "123,999"}
    assert told["query"] == {"area": "123"}
    assert told["near"] is None
    # What can be found is another file each day: it counts the statuses.
    file = resources.STATIC / told["find"].removeprefix("app/static/")
    assert file.read_text(encoding="utf-8").startswith("SonLa.addFind(")
    file.unlink()
    again = json.loads(component_json(opened(), "screen"))["screen"]["find"]
    assert (again, file.is_file()) == (told["find"], True)


def test_what_only_the_server_knows_to_be_near_is_told(catalog: Catalog) -> None:
    app = opened(near="QL.6~5")
    told = json.loads(component_json(app, "screen"))["screen"]["near"]
    near = read_near("QL.6~5", catalog)
    assert near is not None
    words = near.describe(catalog, "vi")
    assert told == {"of": "QL.6~5", "ids": sorted(near_ids(catalog, near)), "words": words}

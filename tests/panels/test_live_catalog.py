"""Data that are edited under a running server: the last good catalog stays (L3, L8, L17)."""

from __future__ import annotations

import csv
import json
import logging
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo.catalog.catalog import Catalog
from geo.edit.check import Examined
from geo.errors import DataError
from geo.model import AreaFrame
from geo.strings import say
from geo.tables import DATA
from panels import resources
from panels.live_catalog import LiveCatalog
from panels.pages import layout
from panels.session import state
from panels.session.address import AppPage
from tests.examples import examples
from tests.panels.apps import APP, opened_page

Edit = Callable[[Path], object]
DISTRICT = AreaFrame.DISTRICT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the data that may be spoilt."""
    return shutil.copytree(DATA, tmp_path / "data")


def table(folder: Path, name: str) -> Path:
    return folder / "tables" / f"{name}.csv"


def without_rows(path: Path, ids: set[str]) -> None:
    """Take the rows out of a table that name one of some ids in any cell."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    kept = [row for row in rows if not any(ids & set(re.split(r"[;:~]", cell)) for cell in row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(kept)


def replaced(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = table(folder, name).read_text(encoding="utf-8")
        assert old in text
        table(folder, name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


FAULTS: dict[str, tuple[Edit, str]] = {
    "an unreadable table": (
        lambda folder: table(folder, "projects").write_bytes(b"\xff\xfe\x00"),
        "not UTF-8",
    ),
    "a table that is gone": (lambda folder: table(folder, "events").unlink(), "missing"),
    "a cut shape": (
        lambda folder: (folder / "shapes" / "areas.geojson").write_text('{"features": [1'),
        "GeoJSON",
    ),
    "a missing agency": (
        lambda folder: without_rows(table(folder, "agencies"), {"BO-XD"}),
        "does not exist",
    ),
    "a missing corridor": (
        lambda folder: without_rows(table(folder, "corridors"), {"COR-01"}),
        "does not exist",
    ),
    "what the check refuses": (replaced("events", ",2025-", ",2095-"), "in the future"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_l3_l8_l17_the_last_good_catalog_stays(
    name: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    edit, words = FAULTS[name]
    live = LiveCatalog(folder, look_seconds=0)
    good = live.current()
    assert live.problem is None
    saved = shutil.copytree(folder, folder.parent / "saved")
    edit(folder)
    with caplog.at_level(logging.WARNING, "panels.live_catalog"):
        for _ in range(3):  # sessions
            assert live.current() is good
        assert live.problem is not None
        assert words in live.problem
        assert "\n" not in live.problem
        assert live.is_behind
        # One line for the operator, not one a session.
        assert len(caplog.records) == 1
        shutil.rmtree(folder)
        shutil.copytree(saved, folder)
        assert live.current() is good
    assert live.problem is None
    assert not live.is_behind
    assert len(caplog.records) == 2


def test_l8_an_edit_that_is_good_is_shown(folder: Path) -> None:
    live = LiveCatalog(folder, look_seconds=0)
    before = live.current()
    replaced("projects", "DT-101,", "DT-101,")(folder)
    assert live.current() is before
    with table(folder, "agencies").open("a", encoding="utf-8") as file:
        file.write("\n")
    after = live.current()
    assert after.digest != before.digest
    assert live.problem is None


def test_l8_at_the_first_start_bad_data_are_an_error_that_says_where(folder: Path) -> None:
    table(folder, "projects").write_bytes(b"\xff\xfe\x00")
    live = LiveCatalog(folder, look_seconds=0)
    with pytest.raises(DataError, match=r"tables/projects\.csv: not UTF-8"):
        live.current()
    assert live.problem
    shutil.copy(DATA / "tables" / "projects.csv", table(folder, "projects"))
    assert live.current().projects
    assert live.problem is None


def test_l17_at_the_first_start_a_fault_that_stops_nobody_is_shown_and_said(folder: Path) -> None:
    FAULTS["what the check refuses"][0](folder)
    live = LiveCatalog(folder, look_seconds=0)
    assert live.current().projects
    assert "in the future" in str(live.problem)
    assert not live.is_behind


def test_l8_whatever_reading_raises_is_no_end(folder: Path, catalog: Catalog) -> None:
    def read(_: Path, _drafts: Mapping[str, bytes]) -> Examined:
        if fails:
            raise RuntimeError("a library\nstumbled")
        return Examined(catalog, ())

    fails = True
    live = LiveCatalog(folder, 0, read)
    with pytest.raises(DataError, match="RuntimeError"):
        live.current()
    fails = False
    replaced("agencies", "\n", "\n\n")(folder)
    assert live.current() is catalog
    fails = True
    shutil.rmtree(folder)
    assert live.current() is catalog


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch, folder: Path) -> LiveCatalog:
    """Let the app show a copy of the data; its map page is of no interest."""
    live = LiveCatalog(folder, look_seconds=0)
    monkeypatch.setattr(resources, "_LIVE", live)
    monkeypatch.setattr(resources, "map_page", lambda: "app/static/map/none.html")
    return live


def shown(app: AppTest) -> str:
    """Give all words of a page, without the backslashes of Markdown."""
    parts = [*app.warning, *app.info, *app.error, *app.title, *app.markdown, *app.caption]
    html = " ".join(str(part.proto.body) for part in app.get("html"))
    return " ".join(str(part.value) for part in parts).replace("\\", "") + html


def taken_out(project_id: str, folder: Path) -> None:
    """Take a project out of the tables, with all that is told of it."""
    names = ("projects", "events", "figures", "milestones", "packages", "obstacles", "roles")
    for name in (*names, "aims", "exceptions", "incidents"):
        without_rows(table(folder, name), {project_id})


def test_l3_an_open_card_of_what_is_gone_is_said(live: LiveCatalog, folder: Path) -> None:
    app = opened_page(AppPage.MAP, id="DT-101", area="123")
    assert app.session_state[state.ITEM] == "DT-101"
    taken_out("DT-101", folder)
    app.run()
    assert live.problem is None, live.problem
    assert not app.exception
    assert "“DT-101” không còn trong dữ liệu" in shown(app)
    assert app.session_state[state.ITEM] == ""
    # What is still there is still chosen.
    assert app.query_params["area"] == "123"
    app.run()
    assert not app.exception


def test_l17_faults_are_said_to_the_keeper_only(live: LiveCatalog, folder: Path) -> None:
    app = opened_page(AppPage.MAP)
    table(folder, "projects").write_bytes(b"\xff\xfe\x00")
    app.run()
    assert not app.exception
    assert "not UTF-8" not in shown(app)
    assert "vẫn dùng dữ liệu trước đó" in shown(opened_page(AppPage.DATA))
    assert resources.data_state() == live.problem
    assert live.problem


def test_l8_a_first_start_with_bad_data_says_what_where_and_what_to_do(
    live: LiveCatalog, folder: Path
) -> None:
    table(folder, "projects").write_bytes(b"\xff\xfe\x00")
    for query, words in (
        ({}, ("Chưa mở được bản đồ", "tables/projects.csv", "tệp không phải UTF-8", "CSV UTF-8",
              "python -m geo check")),
        ({"lang": "en"}, ("The map cannot be opened", "tables/projects.csv", "not UTF-8")),
    ):  # fmt: skip
        app = AppTest.from_file(str(APP), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        for part in words:
            assert part in shown(app)
    assert live.problem


APPS: dict[str, AppTest] = {}
GONE = st.text("ABCDEF019", min_size=3, max_size=8).map(lambda text: f"XX-{text}")


# Each is a run of the whole page.
@settings(max_examples=examples(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_l3_ids_that_are_gone_stop_no_session(live: LiveCatalog, data: st.DataObject) -> None:
    """A session that holds any ids when the data become newer goes on; what is gone is said."""
    catalog = live.current()
    app = APPS.get("app") or APPS.setdefault("app", opened_page(AppPage.MAP))

    def some(known: Iterable[str]) -> list[str]:
        of = st.sampled_from(sorted(known)) | GONE
        return data.draw(st.lists(of, max_size=2, unique=True))

    held = {
        state.ITEM: some(catalog.projects)[:1],
        state.CORRIDORS: some(catalog.corridors),
        state.AGENCIES: some(catalog.agencies),
        state.AREAS[AreaFrame.DISTRICT]: some(a.code for a in catalog.areas.frame(DISTRICT)),
    }
    for key, ids in held.items():
        app.session_state[key] = "".join(ids) if key == state.ITEM else ids
    app.session_state[state.FRAME] = DISTRICT
    app.session_state[state._DIGEST] = "that of older data"
    app.run()
    assert not app.exception
    words = shown(app)
    every = [one for ids in held.values() for one in ids]
    gone = [one for one in every if one.startswith("XX-")]
    # Of much only some is said one by one.
    more = len(gone) - layout._MOST_SAID
    assert words.count("không còn trong dữ liệu") == min(len(gone), layout._MOST_SAID)
    assert (say("link.more", "vi", n=more) in words) == (more > 0)
    said = [one for one in every if f"“{one}” không còn trong dữ liệu" in words]
    assert said == gone or (more > 0 and set(said) <= set(gone))
    assert "XX-" not in json.dumps(dict(app.query_params))

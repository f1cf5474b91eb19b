"""The fences of `conftest.py` hold: a clean list of requests means something."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import FENCE, WINDOW, RunningApp, is_local, watched
from tests.browser.visit import until


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8501/", True),
        ("ws://localhost:8501/_stcore/stream", True),
        ("data:image/png;base64,AAAA", True),
        ("blob:http://127.0.0.1:8501/4f1a", True),
        ("https://tiles.invalid/1/2/3.png", False),
        ("http://127.0.0.1.tiles.invalid/", False),
        ("ws://tiles.invalid/", False),
    ],
)
def test_local_is_this_machine_only(url: str, local: bool) -> None:
    assert is_local(url) is local


@pytest.mark.parametrize("host", ["tiles.invalid", "192.0.2.1"])
def test_page_cannot_reach_another_machine(browser: Browser, host: str) -> None:
    with watched(browser, WINDOW) as visitor:
        page = visitor.context.new_page()
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text))
        page.set_content(
            f"<img src='http://{host}/1.png' onerror='new WebSocket(`ws://{host}/`).onerror ="
            " () => (document.title = `refused`)'>"
        )
        until(page, "document.title === 'refused'")
        assert visitor.outside == [f"http://{host}/1.png", f"ws://{host}/"]
        # The browser found no machine of that name, nor of that number.
        assert sum("ERR_NAME_NOT_RESOLVED" in line for line in said) == 2


def test_what_goes_astray_fails_a_test(browser: Browser, app: RunningApp) -> None:
    ask = "fetch('http://tiles.invalid/').then(() => 'answered', () => 'refused')"
    with watched(browser, WINDOW) as visitor:

        def told() -> str:
            with pytest.raises(AssertionError) as caught:
                visitor.check(app)
            return str(caught.value)

        # A page without a policy asks, and is heard asking.
        page = visitor.context.new_page()
        assert page.evaluate(ask) == "refused"
        app.refused.write_text("other.invalid", "utf-8")
        said = told()
        for word in ("the page asked", "http://tiles.invalid/", "the server asked"):
            assert word in said
        # The policy of the app lets no page ask: that one meant to fails a test all the same.
        page.goto(app.url)
        with page.expect_console_message(lambda line: "tiles.invalid" in line.text):
            assert page.evaluate(ask) == "refused"
        assert visitor.outside == []
        assert any("http://tiles.invalid/" in line for line in visitor.errors)
        assert "the page had script errors" in told()
        with page.expect_event("pageerror"):
            page.evaluate("void setTimeout(() => { throw new Error('lost'); })")
        assert "lost" in told()
        page.close()
        visitor.check(app)


@pytest.mark.parametrize(
    ("code", "refused"),
    [
        ("import urllib.request as u; u.urlopen('http://tiles.invalid/')", "tiles.invalid"),
        ("import socket; socket.create_connection(('192.0.2.1', 80), 1)", "192.0.2.1"),
    ],
)
def test_server_cannot_reach_another_machine(tmp_path: Path, code: str, refused: str) -> None:
    log = tmp_path / "refused.txt"
    env = os.environ | {"PYTHONPATH": str(FENCE), "SON_LA_REFUSED": str(log), "no_proxy": "*"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    assert done.returncode != 0
    assert refused in log.read_text(encoding="utf-8")


def test_server_reaches_this_machine(tmp_path: Path) -> None:
    log = tmp_path / "refused.txt"
    env = os.environ | {"PYTHONPATH": str(FENCE), "SON_LA_REFUSED": str(log)}
    code = (
        "import socket as s; a = s.socket(); a.bind(('127.0.0.1', 0)); a.listen(); "
        "s.create_connection(a.getsockname())"
    )
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    assert not log.exists()

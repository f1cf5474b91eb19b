"""``python -m panels.server.start``: the map by one command, or by a double click.

Sets up what is missing, finds a free port, starts the server on this machine, opens the browser
once it answers, and opens the running map when it is started a second time. Until the environment
is there only the standard library is used: the files for Windows call this with any Python.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import runpy
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from briefing.links import VARIABLE
from geo.errors import SonLaMapError
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE
from panels.server.environment import SetupError, ensure
from panels.server.turns import Turn

ROOT: Final = Path(__file__).resolve().parents[2]
PORT: Final = 8501
THIS_MACHINE: Final = "127.0.0.1"
_EVERY_ADDRESS: Final = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound
_TRIES: Final = 20
_LONGEST_START_SECONDS: Final = 120.0
_PAUSE_SECONDS: Final = 0.2
_ANSWER_SECONDS: Final = 5.0
_MAP_PAGE: Final = re.compile(r"app/static/map/([\w.-]+\.html)")
# Nothing is sent there: the system only says by which of its addresses it would go.
_SOMEWHERE: Final = ("10.255.255.255", 1)


class Wanted(NamedTuple):
    """How the map is to be started.

    Parameters
    ----------
    port
        The one to use, 0 for the first that is free.
    address
        Where to listen: this machine, or ``0.0.0.0`` for the network of the office.
    options
        What Streamlit is told besides.
    """

    port: int
    address: str
    languages: Sequence[str]
    browser: bool
    options: Sequence[str]

    def url(self, port: int) -> str:
        """Return where whoever sits at this machine finds the map."""
        every = self.address in _EVERY_ADDRESS
        return f"http://{THIS_MACHINE if every else self.address}:{port}"

    def tell(self, key: str, **values: object) -> None:
        """Print words in the languages of whoever starts the map."""
        for language in self.languages:
            print(say(key, language, **values), flush=True)  # noqa: T201 - a command line prints


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up and start the map; return the exit status: 0 fine, 1 it could not be started."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # A console of Windows starts with letters that Vietnamese is not written in.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    wanted = _wanted(given)
    try:
        if sys.prefix == sys.base_prefix:
            return _start_in_environment(wanted, given)
        return _serve(wanted)
    except SonLaMapError as error:
        print(f"\n{error}\n", file=sys.stdout)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 0


def _wanted(given: list[str]) -> Wanted:
    parser = argparse.ArgumentParser(
        prog="python -m panels.server.start",
        description=__doc__,
        epilog="what else is given goes to Streamlit",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=int, default=0, help=f"(default: the first from {PORT})")
    parser.add_argument("--address", default=THIS_MACHINE, help="0.0.0.0 opens it to the network")
    parser.add_argument("--lang", action="append", choices=languages(), help="of its messages")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    args, options = parser.parse_known_args(given)
    spoken = args.lang or [DEFAULT_LANGUAGE]
    return Wanted(args.port, args.address, spoken, not args.no_browser, options)


def _start_in_environment(wanted: Wanted, given: list[str]) -> int:
    """Set up the environment, and start the map in it."""
    with Turn(ROOT, "setup") as turn:
        turn.take(lambda: wanted.tell("start.waiting"))
        python = ensure(ROOT, wanted.languages[0], lambda words: print(words, flush=True))  # noqa: T201
    command = [str(python), "-m", "panels.server.start", *given]
    return subprocess.call(command, cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"})  # noqa: S603


def _serve(wanted: Wanted) -> int:
    """Start the server, or open the one of this folder that runs already."""
    with Turn(ROOT, "start") as turn:
        turn.take(lambda: wanted.tell("start.waiting"))
        port, running = _place(wanted)
        if running:
            wanted.tell("start.running", url=wanted.url(port))
            if wanted.browser:
                webbrowser.open(wanted.url(port))
            return 0
        wanted.tell("start.starting")
        if not wanted.port and port != PORT:
            wanted.tell("start.next-port", port=PORT, next=port)
        # It lets the next one have the turn as soon as the server answers.
        threading.Thread(target=_welcome, args=(wanted, port, turn), daemon=True).start()
        _run_server(wanted, port)
        return 0


def _place(wanted: Wanted) -> tuple[int, bool]:
    """Return the port to take, and whether the map of this folder has it already.

    Raises
    ------
    SetupError
        If no port is free.
    """
    for port in [wanted.port] if wanted.port else range(PORT, PORT + _TRIES):
        if is_free(port, wanted.address):
            return port, False
        if is_this_map(wanted.url(port)):
            return port, True
    if wanted.port:
        key, values = "start.error-port", {"port": wanted.port, "next": wanted.port + 1}
    else:
        key, values = "start.error-ports", {"first": PORT, "last": PORT + _TRIES - 1}
    raise SetupError("\n".join(say(key, one, **values) for one in wanted.languages))


def _run_server(wanted: Wanted, port: int) -> None:
    """Run Streamlit in this process, so that it ends with its window."""
    os.chdir(ROOT)
    where = ["--server.port", str(port), "--server.address", wanted.address]
    if wanted.address in _EVERY_ADDRESS:
        if own := office_address():
            # Links and QR codes on sheets lead there.
            os.environ.setdefault(VARIABLE, f"http://{own}:{port}")
        if known := urlsplit(os.environ.get(VARIABLE, "")).hostname:
            # Whoever comes by another name makes Streamlit ask an outside server for its own.
            where += ["--browser.serverAddress", known]
    sys.argv = ["streamlit", "run", str(ROOT / "app.py"), *where, *wanted.options]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _welcome(wanted: Wanted, port: int, turn: Turn) -> None:
    """Say where the map is and open the browser, once the map is built."""
    url = wanted.url(port)
    # The server answers some seconds before; whoever came then would look at an empty frame.
    if not _await(lambda: is_this_map(url)) and _page(f"{url}/_stcore/health") is None:
        wanted.tell("start.slow", url=url)
    turn.give_back()
    wanted.tell("start.ready", url=url)
    if wanted.address in _EVERY_ADDRESS and (shared := os.environ.get(VARIABLE)):
        wanted.tell("start.shared", url=shared)
    wanted.tell("start.keep")
    if wanted.browser:
        webbrowser.open(url)


def _await(there: Callable[[], bool]) -> bool:
    """Wait for something, not for ever; tell whether it came."""
    end = time.monotonic() + _LONGEST_START_SECONDS
    while time.monotonic() < end:
        if there():
            return True
        time.sleep(_PAUSE_SECONDS)
    return False


def is_free(port: int, address: str = THIS_MACHINE) -> bool:
    """Tell whether nobody listens at a port of this machine."""
    with socket.socket() as asked:
        asked.settimeout(1.0)
        if asked.connect_ex((THIS_MACHINE, port)) == 0:
            return False
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as tried:
        # Else the connections of a map that was just stopped would count.
        if os.name != "nt":
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError:
            return False
    return True


def is_this_map(url: str, root: Path = ROOT) -> bool:
    """Tell whether the map of this folder answers at an address: its page is a file of ours."""
    page = _page(f"{url}/") or ""
    named = _MAP_PAGE.search(page)
    return named is not None and (root / "static" / "map" / named[1]).is_file()


def office_address() -> str:
    """Return the address of this machine in the network of the office, empty without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_SOMEWHERE)
        except OSError:
            return ""
        return str(asked.getsockname()[0])


def _page(url: str) -> str | None:
    """Return what stands at an address of this machine, ``None`` without an answer."""
    asked = urllib.request.Request(url, headers={"Accept": "text/html"})  # noqa: S310 - http only
    # No proxy: it would be asked for this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(asked, timeout=_ANSWER_SECONDS) as answer:
            return bytes(answer.read()).decode("utf-8", "replace")
    except (urllib.error.URLError, OSError, ValueError):
        return None


if __name__ == "__main__":
    sys.exit(main())

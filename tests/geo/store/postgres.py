"""A PostgreSQL server of the tests' own: in a temporary folder, on loopback, under a plain user."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import readers

_SECONDS = 60
_USER = "son_la"


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a server, without a database; fail with a sentence where there is none.

    It is no reader that may be missing: half of the store would be untested without a word.
    """
    program = readers.find("postgres")
    if program is None:
        pytest.fail(
            "The store's tests need PostgreSQL with PostGIS: run `python -m tests.readers`, or "
            "(Debian, Ubuntu) sudo apt-get install postgresql postgresql-postgis.",
            pytrace=False,
        )
    program = program.resolve()
    folder = Path(tempfile.mkdtemp(prefix="son-la-pg-"))
    before = _plain_user(folder)
    data = folder / "data"
    try:
        _run([program.with_name("initdb"), "-D", data, "-U", _USER, "-A", "trust", "-N",
              "--encoding=UTF8", "--locale=C"], before)  # fmt: skip
        port = _free_port()
        settings = ["listen_addresses=127.0.0.1", "fsync=off", "max_connections=40",
                    "shared_buffers=16MB"]  # fmt: skip
        command = [*before, program, "-D", data, "-p", str(port), "-k", folder]
        command += [word for setting in settings for word in ("-c", setting)]
        # Our own child, no daemon: whoever stops or holds the tests stops or holds it, too.
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd="/"
            ) as process,
        ):
            try:
                _await(process, port, folder / "log")
                yield f"postgresql+psycopg://{_USER}@127.0.0.1:{port}"
            finally:
                stop = [program.with_name("pg_ctl"), "-D", data, "-m", "immediate", "stop"]
                if process.poll() is None:
                    _run(stop, before)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user={_USER} dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text("utf-8", "replace"))


def _plain_user(folder: Path) -> list[str]:
    """Give what stands before a command, so that root does not run it: PostgreSQL refuses that."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _run(command: list[object], before: list[str]) -> None:
    whole = [*before, *map(str, command)]
    done = subprocess.run(
        whole, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=_SECONDS, check=False, cwd="/",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])

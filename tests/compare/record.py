"""Writes a record: runs each command and page, and writes down what it says."""

from __future__ import annotations

import contextlib
import gc
import io
import json
import multiprocessing
import os
import runpy
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tests.compare import data, documents, moment, plan, screens
from tests.compare.moment import Json
from tests.compare.pixels import Box

_ROOT = Path(__file__).resolve().parents[2]
_PROCESSES = 2


@dataclass(frozen=True)
class Job:
    """What one process does in one go: a selection in a language, or one of its books."""

    selection: int
    lang: str
    as_of: str
    folder: str
    formats: tuple[str, ...]
    book: str = ""


def record(folder: Path, as_of: str, only: list[str], langs: list[str], formats: list[str]) -> None:
    """Write the record into a folder: a whole one replaces what stands there, a part adds to it.

    Parameters
    ----------
    only, langs, formats
        Names of selections, languages, and how the names of formats begin; empty for all.
    """
    if not (only or langs or formats):
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [
        at for at, item in enumerate(plan.SELECTIONS) if not only or item.name in only
    ]  # fmt: skip
    where = str(folder.resolve())
    wanted = tuple(formats)
    rest = [
        Job(at, lang, as_of, where, wanted) for at in chosen for lang in langs or plan.LANGUAGES
    ]
    books = [
        replace(job, book=form)
        for job in rest
        if plan.SELECTIONS[job.selection].book is not None
        for form in ("pdf", "pptx")
        if f"book.{form}".startswith(wanted or "")
    ]
    # Where a set is put in a row, the row is the same in each run.
    os.environ["PYTHONHASHSEED"] = "0"
    context = multiprocessing.get_context("spawn")
    began = time.monotonic()
    with context.Pool(_PROCESSES, _begin) as pool:
        for done in pool.imap_unordered(_do, [*rest, *books]):
            sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {done}\n")


def _begin() -> None:
    """Prepare a process: the day, the address of the app, no warnings, one way to be found."""
    # Libraries keep the real class of days; what is imported from now on gets the fixed one.
    import geopandas  # noqa: F401
    import openpyxl  # noqa: F401
    import pptx  # noqa: F401
    import pypdf  # noqa: F401
    import streamlit.testing.v1  # noqa: F401

    warnings.simplefilter("ignore")
    # Short work on much that stays.
    gc.set_threshold(50_000)
    os.chdir(_ROOT)
    sys.path.insert(0, str(_ROOT))
    os.environ["SON_LA_BASE_URL"] = plan.BASE_URL
    os.environ["COLUMNS"] = "100"
    moment.fix_today(date.fromisoformat(plan.TODAY))


def _do(job: Job) -> str:
    chosen = plan.SELECTIONS[job.selection]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        session = Session(Path(folder), Path(job.folder) / chosen.name / job.lang)
        if job.book:
            session.command(*plan.book(chosen, job.lang, job.as_of, job.book))
        else:
            for name, command in plan.commands(chosen, job.lang, job.as_of):
                if name.startswith(job.formats or ""):
                    session.command(name, command)
            for name, path, query in plan.pages(chosen, job.lang, job.as_of):
                if name.startswith(job.formats or ""):
                    session.screen(name, path, query, with_files=name == "screen-map")
    took = time.monotonic() - began
    return f"{chosen.name} {job.lang} {job.book or 'all'}: {took:.0f} s"


class Session:
    """Runs commands of one selection and writes what they say.

    Parameters
    ----------
    folder
        For the files of the commands; they are not kept.
    out
        For the records.
    """

    def __init__(self, folder: Path, out: Path) -> None:
        self._folder, self._out = folder, out
        self._words = moment.Words(str(folder), str(_ROOT))
        self._masks: dict[str, list[Box]] = {}
        self._screens = screens.Screens(_ROOT)
        out.mkdir(parents=True, exist_ok=True)

    def command(self, name: str, command: tuple[str, ...]) -> None:
        """Run a command and write what it and its file say."""
        path = self._folder / name
        arguments = [_placed(item, path) for item in command]
        code, said, complained = run(arguments)
        self._words.learn(said)
        run_facts = {"exit": code, "errors": complained.splitlines()}
        if "--out" not in command:
            self._write(name, {**run_facts, **_keyed(data.text(said))})
            return
        try:
            found = self._read(name, path)
        except Exception:  # noqa: BLE001 - whatever goes wrong is recorded
            # A file that cannot be read is a difference; the rest is still of use.
            found = {"unreadable": traceback.format_exc().splitlines()[-1]}
        self._write(name, {**run_facts, "output": said.splitlines(), **found})
        if code == 0 and path.suffix in (".pdf", ".png", ".svg", ".pptx"):
            checked = ["briefing", "verify", str(path), "--today", plan.TODAY]
            code, said, complained = run(checked)
            answer = {"exit": code, "lines": said.splitlines(), "errors": complained.splitlines()}
            self._write(f"verify-{name}", answer)

    def _read(self, name: str, path: Path) -> dict[str, Any]:
        if not path.is_file():
            return {}
        form = path.suffix
        if form in data.READERS:
            return {"says": data.READERS[form](path)}
        if form == ".html":
            source = path.read_text("utf-8")
            self._words.learn(source)
            said, code = screens.page(source)
            self._write(f"code-{name}", code)
            return {"says": said}
        if form == ".pdf":
            said, carried, boxes = documents.pdf(path, self._words)
            self._masks[path.stem] = boxes
        elif form == ".png":
            # It is laid out as the first page of the PDF of the same name.
            said, carried = documents.png(path, self._words, self._masks.get(path.stem, []))
        else:
            said, carried = documents.READERS[form](path, self._words)
        if carried:
            self._write(f"statement-{name}", carried, plain=False)
        return {"says": said}

    def screen(self, name: str, path: str, query: dict[str, str], *, with_files: bool) -> None:
        """Open a page of the app and write what it says."""
        quiet = io.StringIO()
        try:
            with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                shown = self._screens.shown(path, query)
        except Exception:  # noqa: BLE001 - whatever goes wrong is recorded
            self._write(name, {"failed": traceback.format_exc().splitlines()[-1:]})
            return
        self._write(name, shown["says"])
        self._write(f"{name}-markup", shown["markup"])
        if not with_files:
            return
        for number, file in enumerate(shown["files"]):
            held = _ROOT / file
            kind = f"static-{held.parent.name}-{number}"
            if held.suffix == ".html":
                said, code = screens.page(held.read_text("utf-8"))
                self._write(kind, said)
                self._write(f"code-{kind}", code)
            else:
                self._write(kind, data.text(held.read_text("utf-8")))

    def _write(self, name: str, value: Json, *, plain: bool = True) -> None:
        if plain:
            self._words.learn(json.dumps(value, ensure_ascii=False, default=str))
            value = self._words.plainly(value)
        told = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)
        (self._out / f"{name}.json").write_text(f"{told}\n", "utf-8")


def run(arguments: list[str]) -> tuple[int, str, str]:
    """Run a module as a program; return exit status, output and errors."""
    said, complained = io.StringIO(), io.StringIO()
    before, code = sys.argv, 0
    sys.argv = list(arguments)
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:  # noqa: BLE001 - whatever goes wrong is recorded
        code = -1
        complained.write(traceback.format_exc().splitlines()[-1])
    finally:
        sys.argv = before
    return code, said.getvalue(), complained.getvalue()


def _placed(item: str, path: Path) -> str:
    return str(path) if item == "OUT" else item.replace("FOLDER", str(path.parent))


def _keyed(value: Json) -> dict[str, Any]:
    return value if isinstance(value, dict) and "lines" in value else {"json": value}

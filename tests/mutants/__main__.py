"""Runs the tests against faults made on purpose: ``make mutants ARGS="--only geo/query/view.py"``.

A mutant lives in a forked process only, never on disk; it meets the test files of its room that
import its module (or, where none does, what imports it) and, with ``--wide``, those of the other
rooms. A test that starts a Python of its own does not see it. Results are kept: a run that is
broken off goes on where it was. The report is ``build/mutants/report.md``.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path

from tests.mutants.mutate import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "mutants"
RESULTS, REPORT, OUTPUT = OUT / "results.jsonl", OUT / "report.md", OUT / "tests.txt"
ROOMS = ("geo", "layers", "briefing")
USERS = (*ROOMS, "panels")
# What counts, places or escapes uses one of these; what only draws or writes uses the others.
_WORKS_WITH = {"numpy", "shapely", "math", "heapq", "html", "re", "unicodedata", "hashlib", "zlib"}
_DRAWS_WITH = {"pypdfium2", "streamlit", "xlsxwriter", "pptx", "pypdf", "argparse"}
_MEMORY = 8 * 1024**3
KILLED, TIMEOUT, SURVIVED = "killed", "timed out", "survived"


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Return the modules that a file imports, wherever in it; ``a.b`` for ``from a import b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return frozenset(found)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def files(patterns: Sequence[str]) -> list[Path]:
    """Return the modules to change: those named, else all that count, place or escape."""
    known = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    if patterns:
        return [path for path in known if any(path.match(pattern) for pattern in patterns)]

    def concerns(path: Path) -> bool:
        used = {name.partition(".")[0] for name in imports_of(path)}
        return room_of(path) == ROOMS[0] or bool(used & _WORKS_WITH and not used & _DRAWS_WITH)

    return [path for path in known if concerns(path)]


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def tests_for(path: Path, *, wide: bool) -> list[Path]:
    """Return the test files that concern a module: by name, and the nearest ones by import.

    With `wide` the ones of every room, and those that come one import less near as well.
    """
    rooms = [room for room in USERS if wide or room == room_of(path)]
    tests = sorted(test for room in rooms for test in (ROOT / "tests" / room).rglob("test_*.py"))
    product = [other for room in USERS for other in (ROOT / room).rglob("*.py")]
    found = [test for test in tests if test.stem == f"test_{path.stem}"]
    ring, seen, rounds = {name_of(path)}, set[str](), 1 + wide
    while ring and rounds:
        near = [test for test in tests if imports_of(test) & ring]
        found += [test for test in near if test not in found]
        rounds -= bool(near)
        seen |= ring
        ring = {name_of(other) for other in product if imports_of(other) & ring} - seen
    # Where no test of its own room comes near, others may.
    return found or (tests if wide else tests_for(path, wide=True))


class _Finder(MetaPathFinder):
    """Lets one module be imported from another text than its file holds."""

    def __init__(self, name: str, path: Path, code: str) -> None:
        self.name, self.path, self.code = name, str(path), code

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self.name:
            return None
        loader = SourceFileLoader(name, self.path)
        loader.get_code = lambda _: compile(self.code, self.path, "exec", dont_inherit=True)  # type: ignore[method-assign]
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


def _run_tests(path: Path, code: str, tests: Iterable[Path]) -> int:
    """Run tests with another text of a module, in this process; return their exit status."""
    import pytest

    output = os.open(OUTPUT, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    sys.meta_path.insert(0, _Finder(name_of(path), path, code))
    options = ["-x", "-q", "-n0", "-pno:cacheprovider", "--hypothesis-profile=ci"]
    # What is loaded before the fork is not rewritten, and need not be.
    options.append("-Wignore::pytest.PytestAssertRewriteWarning")
    return int(pytest.main([*options, *map(str, tests)]))


def meet(path: Path, code: str, tests: Iterable[Path], seconds: float) -> str:
    """Let a module with this text meet its tests in a process of its own, for a limited time."""
    child = os.fork()
    if not child:
        os.setsid()
        status = 70
        try:
            status = _run_tests(path, code, tests)
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return SURVIVED if status == 0 else KILLED
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMEOUT


def equivalent() -> dict[tuple[str, str], str]:
    """Return why some mutants cannot be killed, by their changed lines."""
    known = tomllib.loads((Path(__file__).parent / "equivalent.toml").read_text("utf-8"))
    return {(one["before"], one["after"]): one["reason"] for one in known.get("mutant", [])}


def digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def results() -> dict[str, dict[str, str]]:
    """Return what is known of each mutant, by its key; the last word counts."""
    lines = RESULTS.read_text("utf-8").splitlines() if RESULTS.exists() else []
    return {found["key"]: found for found in map(json.loads, lines)}


def run(path: Path, mutants: Sequence[Mutant], end: float, *, wide: bool) -> None:
    """Let the mutants of one file meet its tests, but for those whose end is known already."""
    tests = tests_for(path, wide=wide)
    against, known = digest(tests), results()
    same = set(equivalent())
    left = [
        mutant
        for mutant in mutants
        if mutant.change not in same
        and (was := known.get(mutant.key, {"outcome": ""}))["outcome"] not in (KILLED, TIMEOUT)
        and was.get("against") != against
    ]
    if not left or time.monotonic() > end:
        return
    began = time.monotonic()
    clean = meet(path, path.read_text("utf-8"), tests, 900)
    seconds = time.monotonic() - began
    shown = path.relative_to(ROOT)
    print(f"{shown}: {len(left)} mutants, {len(tests)} test files, {seconds:.1f} s", flush=True)
    if clean != SURVIVED:
        print(f"  {clean} without any fault, see {OUTPUT.relative_to(ROOT)}")
        return
    for mutant in left:
        if time.monotonic() > end:
            return
        outcome = meet(path, mutant.code, tests, 3 * seconds + 10)
        line = {"key": mutant.key, "outcome": outcome, "against": against, "file": str(shown)}
        with RESULTS.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
        if outcome == SURVIVED:
            print(f"  {outcome}: line {mutant.line}, {mutant.kind}", flush=True)


def report(chosen: dict[Path, list[Mutant]]) -> str:
    """Return what became of the mutants as Markdown: a line a file, then those that live."""
    known, same = results(), equivalent()
    rows, living, total = [], [], Counter[str]()
    for path, mutants in chosen.items():
        count = Counter[str]()
        for mutant in mutants:
            outcome = known.get(mutant.key, {"outcome": "not run"})["outcome"]
            outcome = "equivalent" if mutant.change in same else outcome
            count[outcome] += 1
            if outcome == SURVIVED:
                old, new = ("\n".join(sign + line for line in side.splitlines())
                    for sign, side in zip("-+", mutant.change, strict=True))  # fmt: skip
                where = f"`{path.relative_to(ROOT)}:{mutant.line}` {mutant.kind}"
                living.append(f"{where}\n\n```diff\n{old}\n{new}\n```\n")
        total += count
        told = ", ".join(f"{number} {outcome}" for outcome, number in sorted(count.items()))
        rows.append(f"- `{path.relative_to(ROOT)}`: {told}")
    dead = total[KILLED] + total[TIMEOUT]
    share = f"{dead / max(1, dead + total[SURVIVED]):.0%}"
    head = f"{dead} of {dead + total[SURVIVED]} mutants killed ({share}); {dict(total)}"
    return "\n".join(["# Mutants", "", head, "", *rows, "", "## Living", "", *living])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="PATTERN", help="geo/query/view.py …"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="so many of them, by chance")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--minutes", type=float, default=240.0, help="begin no mutant later")
    parser.add_argument("--wide", action="store_true", help="tests of the other rooms too")
    parser.add_argument("--report", action="store_true", help="run nothing, only report")
    args = parser.parse_args()
    os.nice(15)
    OUT.mkdir(parents=True, exist_ok=True)
    chosen = {path: mutants_of(path.read_bytes()) for path in files(args.only)}
    if args.sample:
        pairs = [(path, mutant) for path, mutants in chosen.items() for mutant in mutants]
        some = random.Random(args.seed).sample(pairs, min(args.sample, len(pairs)))
        chosen = {path: [m for p, m in some if p == path] for path, _ in sorted(some, key=str)}
    end = time.monotonic() + args.minutes * 60
    for path, mutants in chosen.items() if not args.report else ():
        run(path, mutants, end, wide=args.wide)
    REPORT.write_text(report(chosen), encoding="utf-8")
    print(f"{report(chosen).splitlines()[2]}; {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    # Loaded before the fork, so that no mutant waits for them.
    import geopandas
    import hypothesis
    import pytest

    _LOADED = (geopandas, hypothesis, pytest)
    sys.exit(main())

"""The unit tests of the JavaScript, by Node.js; each of their cases is reported here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from geo.catalog.catalog import Catalog
from tests.js import twins

HERE = Path(__file__).resolve().parent
FILES = sorted(HERE.rglob("*.test.mjs"))
MISSING = (
    "Không tìm thấy Node.js 18.19 trở lên, cần để thử JavaScript (sudo apt install nodejs npm).\n"
    "Node.js 18.19 or newer was not found; the JavaScript is tested with it."
)
# A line of the Test Anything Protocol; what is indented belongs to the line above.
CASE = re.compile(r"^(not ok|ok) \d+ - (.*?)(?: # (SKIP|TODO)\b.*)?$", re.MULTILINE)


def find_node() -> str:
    """Give the program; fails, and never skips, where it is missing or too old."""
    node = shutil.which("node")
    if node is None or subprocess.run([node, HERE / "version.cjs"], check=False).returncode:
        pytest.fail(MISSING, pytrace=False)
    return node


@pytest.fixture(scope="module")
def answers(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("js") / "twins.json"
    twins.write(catalog, target)
    return target


@pytest.mark.parametrize("file", [pytest.param(file, id=file.name) for file in FILES])
def test_javascript(file: Path, answers: Path, subtests: pytest.Subtests) -> None:
    done = subprocess.run(
        [find_node(), "--test-reporter=tap", str(file)],
        env=os.environ | {"SON_LA_TWINS": str(answers)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    said = f"{done.stdout}\n{done.stderr}"
    cases = list(CASE.finditer(done.stdout))
    for case in cases:
        with subtests.test(case[2]):
            end = done.stdout.find("\n  ...", case.end())
            assert case[1] == "ok", done.stdout[case.end() : end]
            assert case[3] is None, "left out"
    declared = len(re.findall(r"^test\(", file.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(cases) == declared > 0, said
    assert done.returncode == 0, said


def test_a_case_that_fails_is_seen(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.mjs"
    wrong.write_text('import t from "node:test";\nt("no", () => { throw new Error("x"); });\n')
    command = [find_node(), "--test-reporter=tap", str(wrong)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert [case[1] for case in CASE.finditer(done.stdout)] == ["not ok"]
    assert done.returncode != 0


def test_a_machine_without_node_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(pytest.fail.Exception, match=r"Node.js 18.19 or newer was not found"):
        find_node()


def test_what_checks_the_javascript_is_pinned_and_runs_nothing() -> None:
    package = json.loads((twins.ROOT / "package.json").read_text(encoding="utf-8"))
    assert package["private"] is True
    assert "dependencies" not in package
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in package["devDependencies"].values())
    locked = json.loads((twins.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert locked["packages"][""]["devDependencies"] == package["devDependencies"]
    assert all(entry.get("dev") for name, entry in locked["packages"].items() if name)

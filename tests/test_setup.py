"""Set-up holds what it promises: the commands that people read exist, and versions are fixed."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("geo", "layers", "briefing", "panels")
REQUIREMENTS = (
    "requirements.txt",
    "requirements-assets.txt",
    "requirements-dev.txt",
    "requirements-postgres.txt",
    "requirements-oidc.txt",
)
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8-sig")


def requirement_lines(name: str) -> list[str]:
    lines = (line.strip() for line in read(name).splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def pins(*names: str) -> dict[str, str]:
    """Give the pinned version of each distribution in some requirement files."""
    lines = (line for name in names for line in requirement_lines(name))
    found = (PINNED.fullmatch(line) for line in lines)
    return {normal(match[1]): match[2] for match in found if match}


def normal(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))


def powershell_tasks() -> set[str]:
    declared = re.search(r"ValidateSet\(([^)]*)\)", read("run.ps1"))
    assert declared
    return set(re.findall(r"'([a-z]+)'", declared[1]))


@pytest.mark.parametrize("name", [*REQUIREMENTS, "constraints.txt"])
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    loose = [
        line
        for line in requirement_lines(name)
        if not PINNED.fullmatch(line) and not re.fullmatch(r"-[rc] [a-z.-]+\.txt", line)
    ]
    assert loose == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_says_why(name: str) -> None:
    lines = read(name).splitlines()
    silent = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if PINNED.fullmatch(line) and not above.startswith("# ")
    ]
    assert silent == []


def test_a_version_stands_in_one_place() -> None:
    assert not set(pins(*REQUIREMENTS)) & set(pins("constraints.txt"))


def test_every_import_is_a_requirement() -> None:
    files = [
        *ROOT.glob("app.py"),
        *(path for room in ROOMS for path in (ROOT / room).rglob("*.py")),
    ]
    imported = {
        name.split(".")[0]
        for path in files
        for node in ast.walk(ast.parse(path.read_bytes()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    foreign = imported - set(sys.stdlib_module_names) - set(ROOMS)
    carriers = packages_distributions()
    wanted = pins("requirements.txt")
    missing = {
        name for name in foreign if not any(normal(d) in wanted for d in carriers.get(name, []))
    }
    assert missing == set()


def commands(document: str) -> str:
    """Give what a document sets as code."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", read(document), re.DOTALL))


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_documented_commands_exist(document: str) -> None:
    text = commands(document)
    assert {"run", "test"} <= set(re.findall(r"\bmake ([a-z]+)", text)) <= make_targets()
    assert "test" in set(re.findall(r"run\.ps1 ([a-z]+)", text)) <= powershell_tasks()
    for module in set(re.findall(r"python -m ((?:geo|briefing|layers)\b[\w.]*)", text)):
        path = ROOT / module.replace(".", "/")
        assert (path / "__main__.py").is_file() or path.with_suffix(".py").is_file(), module


def test_plain_make_starts_the_map() -> None:
    assert ".DEFAULT_GOAL := run" in read("Makefile")
    assert {"run", "test", "check", "data", "clean"} <= make_targets()
    assert powershell_tasks() <= make_targets()


def test_ci_runs_checks_and_tests_on_a_bare_machine() -> None:
    script = read(".ci/run")
    assert re.search(r"^make test\b", script, re.MULTILINE)
    assert re.search(r"^make check\b", script, re.MULTILINE)
    assert "set -euo pipefail" in script
    if os.name != "nt":
        assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.skipif(shutil.which("make") is None, reason="on a system without make, run.ps1 serves")
def test_make_names_a_python_that_is_too_old(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    tools = [Path(found).parent for tool in ("make", "sh") if (found := shutil.which(tool))]
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in (*REQUIREMENTS, "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    environment = {"PATH": os.pathsep.join(map(str, [tmp_path, *tools]))}
    command = ["make", "--no-print-directory", "run", f"PYTHON={old}"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stdout
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="on a system without make, run.ps1 serves")
def test_make_check_names_a_node_that_is_missing(tmp_path: Path) -> None:
    broken = tmp_path / "node"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    environment = os.environ | {"PATH": os.pathsep.join([str(tmp_path), os.environ["PATH"]])}
    command = ["make", "--no-print-directory", "node"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Kiểm tra JavaScript cần Node.js 18.19 trở lên" in done.stdout
    assert "Node.js 18.19 or newer and npm; none was found" in done.stdout
    assert "node_modules/.ready" in re.findall(r"^check: (.*)$", read("Makefile"), re.MULTILINE)[0]
    assert "node" not in re.findall(r"^run: (.*)$", read("Makefile"), re.MULTILINE)[0]


def test_windows_script_is_read_as_unicode() -> None:
    # Without the mark Windows PowerShell 5.1 takes the Vietnamese text for another encoding.
    assert (ROOT / "run.ps1").read_bytes().startswith(b"\xef\xbb\xbf")


def test_streamlit_knows_every_setting() -> None:
    from streamlit import config

    settings = tomllib.loads(read(".streamlit/config.toml"))
    given = {
        f"{section}.{key}.{inner}" if isinstance(value, dict) else f"{section}.{key}"
        for section, keys in settings.items()
        for key, value in keys.items()
        for inner in (value if isinstance(value, dict) else [""])
    }
    assert given <= set(config._config_options_template)


def test_streamlit_asks_no_other_machine() -> None:
    settings = tomllib.loads(read(".streamlit/config.toml"))
    assert settings["browser"] == {"serverAddress": "127.0.0.1", "gatherUsageStats": False}
    assert settings["server"]["headless"] is True
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["enableStaticServing"] is True
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["showErrorLinks"] is False
    assert settings["theme"]["font"] == "sans-serif"


def test_generated_files_stay_out_of_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = [
        "static/map/roads.json",
        ".venv/pyvenv.cfg",
        "build/a.pdf",
    ]
    command = ["git", "check-ignore", *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == names
    kept = ["git", "check-ignore", "static/.gitkeep"]
    assert subprocess.run(kept, cwd=ROOT, capture_output=True, check=False).returncode == 1

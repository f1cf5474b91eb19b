"""What the documents name is there: paths, links, modules and packages."""

from __future__ import annotations

import re
import shlex

import pytest

from briefing import cli
from geo.cli import commands
from tests.test_setup import ROOT, normal, pins, read

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        ROOT / "data" / "README.md",
    ]
)
ROOMS = "geo|layers|briefing|panels|tools|tests"
# Made at run time or on a machine, so not in the repository.
MADE = ("build/", ".venv/", "static/", "node_modules/")


def in_backticks(document: str) -> set[str]:
    """Give what a document sets in backticks on one line, without commands."""
    text = re.sub(r"```.*?```", "", read(document), flags=re.DOTALL)
    return set(re.findall(r"`([^`\s]+)`", text))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_exists(document: str) -> None:
    # A pattern counts as a path: something fits it. NAME stands for any name.
    paths = {
        word.replace("NAME", "*").rstrip("/")
        for word in in_backticks(document)
        if re.fullmatch(r"[\w.*-]+(/[\w.*-]*)+", word) and not word.startswith(MADE)
    }
    folders = (ROOT, (ROOT / document).parent)
    missing = {path for path in paths if not any(any(folder.glob(path)) for folder in folders)}
    assert missing == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_exists(document: str) -> None:
    names = set(re.findall(r"\btest_\w+\.py\b", read(document)))
    assert {name for name in names if not any((ROOT / "tests").rglob(name))} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_exists(document: str) -> None:
    """The dotted name of a module, or of something that stands in one."""
    names = {
        word for word in in_backticks(document) if re.fullmatch(rf"(?:{ROOMS})(?:\.\w+)+", word)
    }
    missing = []
    for name in sorted(names):
        module = ROOT.joinpath(*name.split("."))
        holder = module.parent.with_suffix(".py")
        held = holder.is_file() and re.search(rf"\b{module.name}\b", holder.read_text("utf-8"))
        if not (module.is_dir() or module.with_suffix(".py").is_file() or held):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_within_the_repository_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#\s]+)", read(document))
    near = {link for link in links if not re.match(r"[a-z]+:", link)}
    assert {link for link in near if not (folder / link).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_is_understood(document: str) -> None:
    parsers = {"geo": commands._parser(), "briefing": cli.parser()}
    for room, arguments in re.findall(r"python -m (geo|briefing) ([^`\n]+)", read(document)):
        # One that ends with dots is no whole command.
        if "--" in arguments and not arguments.endswith(" …"):
            assert parsers[room].parse_args(shlex.split(arguments)).command


def test_the_documents_name_enough_to_be_checked() -> None:
    architecture = in_backticks("docs/architecture.md")
    assert "tests/panels/test_early.py" in architecture
    assert "geo.query.fields" in architecture
    assert len(architecture) > 50


def test_every_decision_and_recipe_is_a_document() -> None:
    assert len(list((ROOT / "docs" / "decisions").glob("[0-9][0-9]-*.md"))) >= 12
    recipes = {path.name for path in (ROOT / "docs" / "howto").glob("*.md")}
    assert recipes == set(re.findall(r"\]\(docs/howto/([\w-]+\.md)\)", read("CONTRIBUTING.md")))


def test_the_readme_says_of_every_dependency_why() -> None:
    table = re.search(r"^## Dependencies\n(.*?)^## ", read("README.md"), re.DOTALL | re.MULTILINE)
    assert table
    rows = re.findall(r"^\| ([\w, -]+) \| ([^|]+) \|$", table[1], re.MULTILINE)
    named = [normal(name) for names, _ in rows[1:] for name in names.split(", ")]
    assert sorted(named) == sorted(map(normal, pins("requirements.txt", "requirements-assets.txt")))

"""The rooms of the house: imports run one way, modules stay small, nothing asks another machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("geo", "layers", "briefing", "panels")

MAY_IMPORT = {
    "geo": {"geo"},
    "layers": {"geo", "layers"},
    "briefing": {"geo", "layers", "briefing"},
    "panels": {"geo", "layers", "briefing", "panels"},
    "app.py": {"panels"},
}
NEVER_IMPORT = {
    "geo": {"streamlit", "folium", "branca", "matplotlib"},
    "layers": {"streamlit"},
    "briefing": {"streamlit"},
    "panels": set[str](),
    "app.py": {"geopandas", "folium", "branca", "matplotlib"},
}
MODULE_LINES = 600
FUNCTION_LINES = 50

LEFT_OPEN = re.compile("TO" + "DO|FIX" + "ME|Not" + "ImplementedError")
OUTSIDE = re.compile(
    r"//(?:cdn\.|unpkg\.|code\.jquery\.|d3js\.|fonts\.g|netdna\.|stackpath\.|raw\.github|rawcdn\."
    r"|[\w.{}-]*(?:jsdelivr|cdnjs|cloudflare|bootstrapcdn|googleapis|gstatic|tile[s.]))"
    # Streamlit asks a font server for a page icon of this kind; an emoji is drawn on the spot.
    r"|page_icon\s*=\s*[\"']:material",
    re.IGNORECASE,
)


def python_files() -> list[Path]:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return sorted([*files, *ROOT.glob("app.py")])


def web_files() -> list[Path]:
    kinds = ("*.js", "*.mjs", "*.css", "*.html", "*.j2", "*.svg", "*.toml")
    found = [path for room in ROOMS for kind in kinds for path in (ROOT / room).rglob(kind)]
    return sorted([*found, *(ROOT / ".streamlit").glob("*.toml")])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def every(files: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path in files])


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Give line and top-level name of each import in a module, wherever in it the import stands."""
    inside = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            # `from . import x` stays in the folder; each further dot climbs one folder up.
            above = inside[: len(inside) - node.level + 1]
            names = [node.module or ""] if above or node.module else [a.name for a in node.names]
            yield from ((node.lineno, [*above, *name.split(".")][0]) for name in names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").split(".")[0]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield node.lineno, str(first.value).split(".")[0]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function from its first line of code: a long docstring is no fault."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


@every(python_files())
def test_imports_run_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    own = {*ROOMS, "app", "tests"}
    wrong = [
        f"{name_of(path)}:{line}: {room} may not import {name}"
        for line, name in imported(path)
        if name in NEVER_IMPORT[room] or (name in own and name not in MAY_IMPORT[room])
    ]
    assert not wrong, "\n".join(wrong)


@every(python_files())
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    assert lines <= MODULE_LINES, f"{name_of(path)} has {lines} lines: does one subject live in it?"
    long = [
        f"{name_of(path)}:{node.lineno}: {node.name} has {length(node)} lines of code"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and length(node) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


@every(python_files())
def test_modules_start_alike(path: Path) -> None:
    tree = ast.parse(path.read_bytes())
    assert ast.get_docstring(tree), f"{name_of(path)} does not say what it is for"
    rest = tree.body[1:]
    if rest or path.name != "__init__.py":
        first = ast.unparse(rest[0]) if rest else ""
        assert first == "from __future__ import annotations", name_of(path)


@every([*python_files(), *web_files()])
def test_nothing_is_left_open_and_nothing_asks_outside(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for number, line in enumerate(lines, start=1)
        if LEFT_OPEN.search(line) or OUTSIDE.search(line)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "https://cdn.jsdelivr.net/npm/leaflet@1.9.4/dist/leaflet.js",
        "https://unpkg.com/leaflet",
        "//cdnjs.cloudflare.com/ajax/libs/d3/3.5.5/d3.min.js",
        "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "https://{s}.tile.openstreetmap.org/{z}/{x}/{y}.png",
        "https://fonts.googleapis.com/css2?family=Nunito",
        'st.set_page_config(page_icon=":material/map:")',
    ],
)
def test_outside_addresses_are_recognised(text: str) -> None:
    assert OUTSIDE.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.openstreetmap.org/copyright",
        "http://www.w3.org/2000/svg",
        "https://sonla.gov.vn",
    ],
)
def test_links_for_a_person_are_allowed(text: str) -> None:
    assert not OUTSIDE.search(text)

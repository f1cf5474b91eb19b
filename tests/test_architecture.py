"""The rooms of the house: imports run one way, modules stay small, nothing asks another machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("geo", "layers", "briefing", "panels", "tools")

MAY_IMPORT = {
    "geo": {"geo"},
    "layers": {"geo", "layers"},
    "briefing": {"geo", "layers", "briefing"},
    "panels": {"geo", "layers", "briefing", "panels"},
    "app.py": {"panels"},
    # Nothing but tests imports the tools: the map runs without them.
    "tools": {"geo", "layers", "briefing", "panels", "tools"},
}
NEVER_IMPORT = {
    "geo": {"streamlit", "folium", "branca", "uharfbuzz", "pypdfium2"},
    "layers": {"streamlit"},
    "briefing": {"streamlit"},
    "panels": set[str](),
    "app.py": {"geopandas", "folium", "branca", "uharfbuzz", "pypdfium2"},
    "tools": {"streamlit", "folium", "branca", "uharfbuzz", "pypdfium2"},
}
MODULE_LINES = 600
TOP_MODULES = 12

# Packages and single modules of each room, low to high: each may import what stands before it.
ORDER = {
    "geo": (
        "errors text clock crs files escape road_names tables strings faults dates model state"
        " catalog io query roads corridor shapes photos reports search edit people store trip desk"
        " proposals cli __main__"
    ),
    "layers": "style ink themes paper charts web",
    "briefing": (
        "limits links naming office_csv request processes content statement sheet strip"
        " progress_sheet slides book project_sheet proposal data tasks usb verify formats preview"
        " queue reading cli __main__"
    ),
    "tools": "import_pack guide bundle",
    "panels": "session stored live_catalog resources desk components export widgets server pages",
}

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


def arrows(root: Path) -> dict[str, set[str]]:
    """Give the modules of the house that each module imports: lazily and for types only too."""
    paths = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for room in ROOMS
        for path in (root / room).rglob("*.py")
    }
    found: dict[str, set[str]] = {name: set() for name in paths}
    for name, path in paths.items():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    found[name].add(whole if whole in paths else node.module)
    return {name: {one for one in to if one in paths} - {name} for name, to in found.items()}


def climbs(found: dict[str, set[str]]) -> list[str]:
    """Name the imports of a room's module from a package above its own in the same room."""
    level = {
        f"{room}.{name}": number
        for room, names in ORDER.items()
        for number, name in enumerate(names.split())
    }
    return [
        f"{module} imports {other}: {low} stands below {high}"
        for module, others in sorted(found.items())
        for other in sorted(others)
        if (low := ".".join(module.split(".")[:2])) != (high := ".".join(other.split(".")[:2]))
        and low.split(".")[0] == high.split(".")[0]
        and level.get(low, 0) < level.get(high, 0)
    ]


def circles(found: dict[str, set[str]]) -> list[list[str]]:
    """Name the modules that import each other in a circle, each circle once."""
    left = dict(found)
    # What imports nothing that is left, or is imported by nothing that is left, is in no circle.
    while ends := [
        name
        for name, others in left.items()
        if not others & left.keys() or not any(name in to for to in left.values())
    ]:
        for name in ends:
            left.pop(name, None)
    groups: list[set[str]] = []
    for name, others in left.items():
        near = {name, *(others & left.keys())}
        near = near.union(*(one for one in groups if one & near))
        groups = [*(one for one in groups if not one & near), near]
    return sorted(sorted(group) for group in groups)


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
def test_modules_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MODULE_LINES, f"{name_of(path)} has {lines} lines: does one subject live in it?"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_seen_at_a_glance(room: str) -> None:
    top = [path.stem for path in (ROOT / room).glob("*.py") if not path.stem.startswith("__")]
    assert len(top) <= TOP_MODULES, f"{room} has {len(top)} modules at its top: {sorted(top)}"


def test_every_package_has_its_place_in_the_order() -> None:
    stand = {
        (room, path.stem)
        for room in ROOMS
        for path in (ROOT / room).iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    assert stand == {(room, name) for room, names in ORDER.items() for name in names.split()}


def test_packages_import_down_the_order() -> None:
    assert not climbs(arrows(ROOT))


def test_only_commands_and_panels_know_the_store() -> None:
    """What draws takes a catalog: where it comes from is decided at the door."""
    writers = tuple(f"geo.trip.{name}" for name in ("apply", "draft", "geometries"))
    doors = ("geo.store", "geo.desk", "geo.proposals", "geo.cli", "panels", *writers)
    wrong = [
        f"{module} imports {other}"
        for module, others in arrows(ROOT).items()
        for other in others
        if other.startswith("geo.store") and not module.startswith(doors)
    ]
    assert wrong == []


def test_there_are_no_circles() -> None:
    assert not circles(arrows(ROOT))


def test_a_wrong_import_is_found(tmp_path: Path) -> None:
    (tmp_path / "geo" / "io").mkdir(parents=True)
    (tmp_path / "geo" / "dates.py").write_text("def f():\n    from geo.io.load import load\n")
    (tmp_path / "geo" / "io" / "load.py").write_text("from geo.dates import f\n")
    found = arrows(tmp_path)
    assert climbs(found) == ["geo.dates imports geo.io.load: geo.dates stands below geo.io"]
    assert circles(found) == [["geo.dates", "geo.io.load"]]


def test_tests_run_coroutines_apart_from_a_browser_of_the_same_process() -> None:
    """A browser that other tests keep open has a loop in the main thread: no second one begins."""
    home, bench = ROOT / "tests" / "panels" / "asgi.py", ROOT / "tests" / "bench"
    for path in (ROOT / "tests").rglob("*.py"):
        if path != home and bench not in path.parents:
            assert not re.search(r"\basyncio\.run\(", path.read_text(encoding="utf-8")), path


def test_class_names_are_unique() -> None:
    """A traceback or a page of documentation gives the short name only."""
    places: dict[str, list[str]] = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(f"{name_of(path)}:{node.lineno}")
    assert len(places) > 100
    twice = [f"{name}: {', '.join(where)}" for name, where in places.items() if len(where) > 1]
    assert not twice, "\n".join(twice)


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


CLOCKS = re.compile(
    r"\b(?:date|datetime)\.(?:today|now|utcnow|fromtimestamp)\(|\btime\.(?:localtime|strftime)\("
    r"|Timestamp\.(?:now|today)\(|datetime\('now'|date\('now'"
)


@every([path for path in python_files() if name_of(path) != "geo/clock.py"])
def test_r29_only_the_clock_of_son_la_says_which_day_it_is(path: Path) -> None:
    """A server in another zone, or set to UTC, prints yesterday until seven in the morning."""
    assert CLOCKS.findall(path.read_text(encoding="utf-8")) == []

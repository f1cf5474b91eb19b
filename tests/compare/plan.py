"""What is recorded: six selections, the commands for each, the pages of the app."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("vi", "en")
# Nobody's today, so that it can be told from the day that is asked for.
TODAY = "2026-03-01"
START = "2024-06-30"
BASE_URL = "https://example.org/son-la/"


@dataclass(frozen=True)
class Chosen:
    """A selection.

    Parameters
    ----------
    arguments
        As the command line takes them.
    query
        The same as the address of the app takes them.
    card
        Id of the project whose card is open on the map page.
    pages
        Further pages of the app: path and query.
    book
        Options of its book, ``None`` for no book.
    dated
        Whether the day is asked for; else it is today.
    strip, more
        Whether its strip, and kinds of its files that are rarer, are written in further formats.
    """

    name: str
    arguments: tuple[str, ...]
    query: dict[str, str]
    card: str
    pages: tuple[tuple[str, dict[str, str]], ...] = ()
    book: tuple[str, ...] | None = None
    dated: bool = True
    strip: bool = False
    more: bool = False


SELECTIONS = (
    Chosen(
        "province", (), {"timeline": "1"}, "EXP-SL1",
        pages=(
            ("tien-do", {}), ("chi-tieu", {}), ("du-lieu", {}), ("du-lieu", {"agency": "SO-XD"}),
            ("ho-so", {}), ("ho-so", {"of": "123"}), ("ho-so", {"of": "COR-02"}),
        ),
        book=("--areas", "116,123", "--corridors", "COR-01,COR-02", "--size", "A4"),
    ),
    Chosen("area", ("--district", "123"), {"area": "123"}, "BG-LONGSAP-UP", more=True),
    Chosen(
        "corridor", ("--corridor", "COR-01"), {"corridor": "COR-01"}, "",
        book=("--grey", "--size", "A3"), strip=True,
    ),
    Chosen(
        "near", ("--near", "QL.6~5", "--kind", "expressway", "--kind", "national-road"),
        {"near": "QL.6~5", "kind": "expressway,national-road"}, "QL6-BYPASS",
    ),
    Chosen(
        "status", ("--status", "construction", "--status", "planned", "--text", "moc chau"),
        {"status": "construction,planned", "q": "moc chau"}, "EXP-SL2", dated=False,
    ),
    Chosen(
        "water", ("--corridor", "COR-02", "--district", "118", "--district", "03646"),
        {"corridor": "COR-02", "area": "118,03646"}, "AIR-NASAN",
    ),
)  # fmt: skip


def commands(chosen: Chosen, lang: str, as_of: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return name of the record, and module and arguments of each command; no books.

    ``OUT`` stands for a file that the command writes.
    """
    said = (*chosen.arguments, *dated(chosen, as_of), "--lang", lang)
    out = ("--out", "OUT")
    found = [
        ("sheet.pdf", ("briefing", "sheet", *said, *out)),
        ("sheet.png", ("briefing", "sheet", *said, *out, "--dpi", "100")),
        ("sheet.svg", ("briefing", "sheet", *said, *out)),
        ("strip.pdf", ("briefing", "strip", *said, *out)),
        ("slide.pptx", ("briefing", "slide", *said, *out)),
        ("data.csv", ("briefing", "data", *said, *out)),
        ("data.geojson", ("briefing", "data", *said, *out)),
        ("data.gpkg", ("briefing", "data", *said, *out)),
        ("data.kml", ("briefing", "data", *said, *out)),
        ("data.xlsx", ("briefing", "data", *said, *out)),
        ("data.zip", ("briefing", "data", *said, *out)),
        ("usb.html", ("briefing", "usb", *said, *out)),
        ("changes.pdf", ("briefing", "changes", *said, "--from", START, *out)),
        ("changes.csv", ("briefing", "changes", *said, "--from", START, *out)),
        ("changes.txt", ("briefing", "changes", *said, "--from", START)),
        ("tasks.xlsx", ("briefing", "tasks", *said, *out)),
        ("tasks.csv", ("briefing", "tasks", *said, *out)),
    ]
    found += [
        (f"list-{form}.txt", ("geo", "list", *said, "--format", form))
        for form in ("table", "json", "csv", "geojson")
    ]
    if chosen.strip:
        found += [
            ("strip.png", ("briefing", "strip", *said, *out, "--dpi", "100")),
            ("strip.svg", ("briefing", "strip", *said, *out)),
        ]
    if chosen.more:
        found += [
            (
                "sheet-grey.pdf",
                ("briefing", "sheet", *said, *out, "--grey", "--portrait", "--size", "A3",
                 "--layers", "projects,areas,roads", "--bbox", "104.3,20.6,105.0,21.2"),
            ),
            ("slide-grey.pptx", ("briefing", "slide", *said, *out, "--grey")),
            ("changes.png", ("briefing", "changes", *said, "--from", START, *out, "--dpi", "100")),
            ("changes.svg", ("briefing", "changes", *said, "--from", START, *out)),
            ("usb-layers.html", ("briefing", "usb", *said, *out, "--layers", "projects,water")),
        ]  # fmt: skip
    if chosen.name == "province":
        found += [
            ("locate-part.txt", ("geo", "locate", "QL.6", "193+000", "303+000")),
            ("locate-point.txt", ("geo", "locate", "DT.101", "5")),
            ("locate-none.txt", ("geo", "locate", "QL.999", "5")),
            ("check.txt", ("geo", "check")),
            ("unknown-area.txt", ("briefing", "sheet", "--district", "999", *out)),
            ("unknown-ending.txt", ("briefing", "data", "--out", "FOLDER/data.doc")),
            ("unknown-layer.txt", ("briefing", "usb", "--layers", "no", "--out", "FOLDER/u.html")),
        ]
    return found


def book(chosen: Chosen, lang: str, as_of: str, form: str) -> tuple[str, tuple[str, ...]]:
    """Return name and command of the book of a selection."""
    said = (*chosen.arguments, *dated(chosen, as_of), "--lang", lang, *(chosen.book or ()))
    if form == "pptx":
        at = said.index("--size")
        said = said[:at] + said[at + 2 :]
    return f"book.{form}", ("briefing", "book", *said, "--workers", "1", "--out", "OUT")


def dated(chosen: Chosen, as_of: str) -> tuple[str, ...]:
    """Return the option of the day, if the selection asks for one."""
    return ("--as-of", as_of) if chosen.dated else ()


def pages(chosen: Chosen, lang: str, as_of: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return name of the record, path and query of the pages of the app."""
    day = {"asof": as_of} if chosen.dated else {}
    filters = {k: v for k, v in chosen.query.items() if k not in ("status", "q", "near")}
    found = [
        ("map", "", {**chosen.query, **day}),
        ("card", "", {**chosen.query, **day, "id": chosen.card}),
        ("changes", "thay-doi", {**filters, "from": START, "to": as_of}),
    ]
    if not chosen.card:
        del found[1]
    found += [
        ("-".join((path, *query.values())), path, {**query, **(day if path == "ho-so" else {})})
        for path, query in chosen.pages
    ]
    return [(f"screen-{name}", path, {**query, "lang": lang}) for name, path, query in found]

"""The command line of the files: ``python -m briefing COMMAND … --out FILE``.

``export`` picks the format by the ending of the file; the other commands are ``export`` for one
group of formats. All are made from :data:`briefing.formats.FORMATS`. ``proposal`` is about
what does not count yet; ``verify`` tells whether a file still says what the data says.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from briefing.formats import FORMATS, Format, FormatGroup, formats_of, make
from briefing.limits import MOST_BYTES
from briefing.links import VARIABLE, link_to
from briefing.naming import file_name
from briefing.proposal.command import add_proposal_arguments, write_proposal
from briefing.request import DEFAULT_DPI, ExportRequest, RequestError
from briefing.statement.carriers import edits_in, statement_in
from geo import clock
from geo.cli.options import (
    Parser,
    add_selection_arguments,
    day_argument,
    guarded,
    selection_from,
)
from geo.cli.store import kept_photo, newest_catalog
from geo.files import write_whole
from geo.query.view import build_view
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE
from layers.themes import OFF_AT_FIRST, SWITCHABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.catalog.catalog import Catalog
    from geo.query.view import View

CHANGED: Final = 1
_HELP: Final = {
    FormatGroup.PROJECT: "one page of one project",
    FormatGroup.SHEET: "sheets of what is selected",
    FormatGroup.WALL: "wall edition of what is selected, for three metres",
    FormatGroup.STRIP: "strip map of a corridor",
    FormatGroup.PROGRESS: "planned against actual by year, as a Gantt chart",
    FormatGroup.SLIDE: "what is selected as slides",
    FormatGroup.BOOK: "a briefing book of all districts",
    FormatGroup.CHANGES: "what changed between two days",
    FormatGroup.TASKS: "what is missing about the projects, by agency",
    FormatGroup.TARGETS: "the Programme's targets and what is published beside them",
    FormatGroup.DATA: "what is selected, as data for other programs",
    FormatGroup.USB: "one file that opens by double click, without a network",
}
# Endings that people write for one of ours.
_SAME_ENDING: Final = {"htm": "html"}
_BAR: Final = 30


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


# How each field of a request is asked for; what is not asked for stays as the request has it.
_OPTIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "size": (
        "--size",
        {"type": _items, "metavar": "SIZES",
         "help": "one or several of A4,A3,16:9, A2 for a wall (default A4); each size is a file"},
    ),
    "landscape": (
        "--portrait", {"action": "store_const", "const": False, "help": "the page stands"}
    ),
    "grey": (
        "--grey",
        {"action": "store_const", "const": True,
         "help": "for printers and copiers without colours"},
    ),
    "dpi": (
        "--dpi",
        {"type": int, "metavar": "DPI", "help": f"of a picture (default {DEFAULT_DPI})"},
    ),
    "layers": (
        "--layers",
        {"type": lambda text: frozenset(_items(text)), "metavar": "IDS",
         "help": f"layers that are on, of {','.join(SWITCHABLE)}"
         f" (default all but {','.join(OFF_AT_FIRST)})"},
    ),
    "bbox": ("--bbox", {"metavar": "W,S,E,N", "help": "ground to show, in degrees (EPSG:4326)"}),
    "link": (
        "--link",
        {"metavar": "URL",
         "help": f"address of the view, for a QR code (default: under {VARIABLE}, if set)"},
    ),
    "since": (
        "--from",
        {"type": day_argument, "metavar": "YYYY-MM-DD", "help": "what counted on this day is old"},
    ),
    "agencies": (
        "--agency",
        {"action": "append", "metavar": "ID",
         "help": "id in agencies.csv, or none; repeatable (default all)"},
    ),
    "areas": (
        "--areas",
        {"type": _items, "metavar": "CODES",
         "help": "a page each: 116,123 (default all districts)"},
    ),
    "corridors": (
        "--corridors", {"type": _items, "metavar": "IDS", "help": "a page each: COR-01,COR-02"}
    ),
    "project": (
        "--project", {"metavar": "ID", "help": "the project that one page is about: EXP-SL1"}
    ),
    "workers": (
        "--workers", {"type": int, "metavar": "N", "help": "processes (default one a core)"}
    ),
    "blank": (
        "--blank",
        {"action": "store_const", "const": True,
         "help": "empty rows for projects that the map does not have"},
    ),
    "office": (
        "--office",
        {"action": "store_const", "const": True,
         "help": "CSV for a Vietnamese Excel or Calc: semicolons between cells, decimal commas"},
    ),
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status.

    Returns
    -------
    status
        0 fine, 1 a file no longer holds or was edited by hand, 2 bad input: also a file to verify
        that was not made by this map, is broken or altered.
    """
    # A wrong option is told before the data is read.
    args = parser().parse_args(arguments)
    return guarded(lambda: _main(args, arguments), args.lang)


def _main(args: argparse.Namespace, arguments: Sequence[str] | None) -> int:
    if args.command == "proposal":
        _say_written(write_proposal(args))
        return 0
    if args.command == "verify":
        return _verify(args, newest_catalog(args.known, args.lang))
    for out in run(arguments, newest_catalog(args.known, args.lang)):
        _say_written(out)
    return 0


def _say_written(path: Path) -> None:
    print(f"{path}: {path.stat().st_size / 1_000:,.0f} kB")  # noqa: T201 - a command line prints


def parser() -> Parser:
    """Return the parser of the command line."""
    whole = Parser(prog="python -m briefing", description="Files for a meeting.")
    commands = whole.add_subparsers(dest="command", required=True)
    endings = ", ".join(dict.fromkeys(form.extension for form in FORMATS.values()))
    export = commands.add_parser("export", help=f"any file, by its ending: {endings}")
    _add_arguments(export, list(FORMATS.values()))
    export.add_argument(
        "--what", dest="group", type=FormatGroup, choices=list(FormatGroup),
        help="of file, where several have the ending (default: the first that takes the options)",
    )  # fmt: skip
    for group in FormatGroup:
        forms = [form for form in FORMATS.values() if form.group is group]
        endings = ", ".join(known := formats_of(group))
        command = commands.add_parser(group, help=f"{_HELP[group]}: {endings}")
        command.set_defaults(group=group)
        _add_arguments(command, forms, to_screen="txt" in known)
    words = "what waits, or what a filled-in workbook would change, to be signed: pdf"
    add_proposal_arguments(commands.add_parser("proposal", help=words))
    verify = commands.add_parser(
        "verify", help="whether a sheet, slides or a book still says what the data says"
    )
    verify.add_argument(
        "sheet", type=Path, metavar="FILE", help="made by this map: PDF, PNG, SVG or PPTX"
    )
    verify.add_argument(
        "--today", type=day_argument, metavar="YYYY-MM-DD", help="the day that counts as today"
    )
    _add_known(verify)
    verify.add_argument(
        "--lang", choices=languages(), default=DEFAULT_LANGUAGE,
        help="of messages about a file that cannot be read; else the file's own language",
    )  # fmt: skip
    return whole


def _add_arguments(
    parser: argparse.ArgumentParser, forms: Sequence[Format], *, to_screen: bool = False
) -> None:
    add_selection_arguments(parser)
    _add_known(parser)
    endings = ", ".join(dict.fromkeys(f".{form.extension}" for form in forms))
    else_screen = " (default: text to the screen)" if to_screen else ""
    parser.add_argument(
        "--out", type=Path, required=not to_screen, metavar="PATH",
        help=f"a file ({endings}), or a folder for one whose name says what it is{else_screen}",
    )  # fmt: skip
    taken = frozenset[str]().union(*(form.options for form in forms))
    for name in [name for name in _OPTIONS if name in taken]:
        flag, settings = _OPTIONS[name]
        required = name == "since" and all(name in form.options for form in forms)
        parser.add_argument(flag, dest=f"set_{name}", required=required, **settings)
    if "since" in taken:
        parser.add_argument(
            "--to", dest="end", type=day_argument, metavar="YYYY-MM-DD",
            help="last day, itself included (default --as-of, else today)",
        )  # fmt: skip


def _add_known(parser: argparse.ArgumentParser) -> None:
    words = "as the store knew it at the end of that day (default all that is known)"
    parser.add_argument("--known", type=day_argument, metavar="YYYY-MM-DD", help=words)


def run(arguments: Sequence[str] | None, catalog: Catalog) -> list[Path]:
    """Write the files that the arguments ask for; return their paths.

    An older file of such a name stays until the new one is whole; where one cannot be made, none
    is written.

    Raises
    ------
    SonLaMapError
        If an id, layer, format, folder or extent does not exist, in one line.
    OSError
        If a file cannot be written.
    """
    args = parser().parse_args(arguments)
    asked = {
        name: value
        for name in _OPTIONS
        if (value := getattr(args, f"set_{name}", None)) is not None
    }
    form = _format(args, asked.keys() | ({"since"} if getattr(args, "end", None) else set()))
    if form.group is FormatGroup.CHANGES:
        args.as_of = args.end or args.as_of or clock.today()
    view = build_view(catalog, selection_from(args, catalog))
    if form.one_project:
        from briefing.project_sheet.photos import photo_files

        named = asked.get("project", "")
        asked["photos"] = photo_files(catalog, named, view.day, kept_photo)
    requests = _requests(asked, view, form)
    progress = _show if sys.stderr.isatty() else None
    made = [make(form.id, view, request, progress) for request in requests]
    if args.out is None:
        sys.stdout.write(made[0].decode())
        return []
    paths = [_path(args.out, view, form, request, requests) for request in requests]
    for path, data in zip(paths, made, strict=True):
        write_whole(path, data)
    return paths


def _verify(args: argparse.Namespace, catalog: Catalog) -> int:
    """Print whether a file still holds; return the exit status.

    Raises
    ------
    StatementError
        If the file was not made by this map, is broken or altered.
    OSError
        If it cannot be read.
    """
    from briefing.verify.compare import verify
    from briefing.verify.words import answer

    with args.sheet.open("rb") as file:
        # One byte more than allowed is enough to see that it is too much.
        data = file.read(MOST_BYTES + 1)
    verdict = verify(statement_in(data, args.lang), catalog, args.today)
    found = answer(verdict, catalog, edits_in(data, args.lang))
    print(found.text())  # noqa: T201 - a command line prints
    return 0 if found.same else CHANGED


def _format(args: argparse.Namespace, asked: Collection[str]) -> Format:
    """Return the format that has the ending of the file and takes the options asked for.

    Raises
    ------
    RequestError
        If there is none, or no such folder; the message is in the language asked for.
    """
    forms = [form for form in FORMATS.values() if args.group in (None, form.group)]
    out: Path | None = args.out
    if out is None:
        ending = "txt"
    elif out.is_dir():
        ending = forms[0].extension
    else:
        ending = out.suffix.lower().removeprefix(".")
        ending = _SAME_ENDING.get(ending, ending)
    fitting = [form for form in forms if form.extension == ending]
    if not fitting:
        known = ", ".join(dict.fromkeys(form.extension for form in forms))
        raise RequestError(say("sheet.error-format", args.lang, value=ending, known=known))
    if out is not None and not out.is_dir() and not out.parent.is_dir():
        raise RequestError(say("sheet.error-folder", args.lang, value=out.parent))
    for form in fitting:
        if form.options.issuperset(asked):
            return form
    flags = ", ".join(_OPTIONS[name][0] for name in asked if name not in fitting[0].options)
    raise RequestError(say("export.error-option", args.lang, value=ending, options=flags))


def _requests(asked: dict[str, Any], view: View, form: Format) -> list[ExportRequest]:
    """Return what is asked for, each size once."""
    values = dict(asked)
    if "bbox" in values:
        values["bbox"] = _bbox(values["bbox"], view.selection.language)
    if "agencies" in values:
        values["agencies"] = tuple(values["agencies"])
    # Data goes on to other programs: an address stands in it when a person wants one.
    if "link" in form.options and form.group is not FormatGroup.DATA:
        values.setdefault("link", link_to(view.selection, values.get("project", "")))
    sizes = dict.fromkeys(size.upper() for size in values.pop("size", form.sizes[:1])) or [""]
    return [ExportRequest(size=size, **values) for size in sizes]


def _bbox(text: str, language: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise RequestError(say("sheet.error-bbox", language, value=text)) from None
    return west, south, east, north


def _path(
    out: Path, view: View, form: Format, request: ExportRequest, requests: Sequence[ExportRequest]
) -> Path:
    """Return where a file goes: where told, several sizes with their names added."""
    if out.is_dir():
        what = form.what(request, view.selection.language)
        what = request.label if form.group is FormatGroup.SHEET else what
        return out / file_name(view, form.extension, what, request.project)
    return out if len(requests) == 1 else out.with_name(f"{out.stem}_{request.label}{out.suffix}")


def _show(done: int, steps: int, words: str) -> None:
    """Draw a bar over the last line of the terminal."""
    full = _BAR * done // steps
    bar = "█" * full + "·" * (_BAR - full)
    ending = "\n" if done == steps else ""
    sys.stderr.write(f"\r\033[K{bar} {done}/{steps} {words}{ending}")
    sys.stderr.flush()

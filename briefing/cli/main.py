"""The command line of the briefings: ``python -m briefing COMMAND … --out FILE``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli import book, changes, data, sheet, slide, strip, tasks, usb, verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from geo.catalog.catalog import Catalog

# Each command is a module with `add_parser` and `run`.
_MODULES: dict[str, ModuleType] = {
    "sheet": sheet,
    "strip": strip,
    "slide": slide,
    "book": book,
    "changes": changes,
    "tasks": tasks,
    "data": data,
    "usb": usb,
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(prog="python -m briefing", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True)
    for module in _MODULES.values():
        module.add_parser(commands)
    verify.add_parser(commands)
    return whole


def run(arguments: Sequence[str] | None, catalog: Catalog) -> list[Path]:
    """Write the files that the arguments ask for; return their paths.

    Raises
    ------
    SonLaMapError
        If an id, layer, format or extent does not exist, in one line.
    OSError
        If a file cannot be written.
    """
    args = parser().parse_args(arguments)
    written: Path | list[Path] = _MODULES[args.command].run(args, catalog)
    return [written] if isinstance(written, Path) else written

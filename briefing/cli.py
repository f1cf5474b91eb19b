"""The command line of the briefings: ``python -m briefing COMMAND … --out FILE``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from briefing import (
    cli_book,
    cli_changes,
    cli_data,
    cli_sheet,
    cli_slide,
    cli_strip,
    cli_tasks,
    cli_usb,
    cli_verify,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from geo.catalog import Catalog

# Each command is a module with `add_parser` and `run`.
_MODULES: dict[str, ModuleType] = {
    "sheet": cli_sheet,
    "strip": cli_strip,
    "slide": cli_slide,
    "book": cli_book,
    "changes": cli_changes,
    "tasks": cli_tasks,
    "data": cli_data,
    "usb": cli_usb,
}


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    whole = argparse.ArgumentParser(prog="python -m briefing", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True)
    for module in _MODULES.values():
        module.add_parser(commands)
    cli_verify.add_parser(commands)
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

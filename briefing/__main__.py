"""``python -m briefing``: files for a meeting from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from briefing.cli import verify
from briefing.cli.main import parser, run
from geo.cli.options import guarded

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status: 0 fine, 1 a sheet no longer holds, 2 bad input."""
    # A wrong option is told before the data is read.
    args = parser().parse_args(arguments)
    if args.command == "verify":
        return guarded(lambda: _verify(args))
    return guarded(lambda: _write(arguments))


def _verify(args: argparse.Namespace) -> int:
    from geo.io.load import load

    return verify.answered(args, load())


def _write(arguments: Sequence[str] | None) -> int:
    from geo.io.load import load

    for out in run(arguments, load()):
        print(f"{out}: {out.stat().st_size / 1_000:,.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m briefing``: sheets of paper from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from briefing.cli import parser, run
from geo.errors import SonLaMapError

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status: 0 fine, 2 bad input."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not be UTF-8.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    # A wrong option is told before the data is read.
    parser().parse_args(arguments)
    try:
        from geo.loading import load

        out = run(arguments, load())
    except (SonLaMapError, OSError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(f"{out}: {out.stat().st_size / 1_000:,.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

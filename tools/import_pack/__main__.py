"""Write data/shapes from the reference pack."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geo.cli.options import guarded
from geo.tables import DATA
from tools.import_pack import import_pack


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the import; return the exit status: 0 fine, 1 words are missing, 2 bad input."""
    parser = argparse.ArgumentParser(prog="python -m tools.import_pack", description=__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder of the reference pack")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write (default data/)")
    args = parser.parse_args(arguments)

    def run() -> int:
        report = import_pack(args.sources, args.out, lambda line: print(line, file=sys.stderr))
        print(*report.lines(), sep="\n")
        return 1 if report.missing else 0

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())

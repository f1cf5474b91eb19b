"""Write the guide: ``python -m tools.guide``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from geo.cli.options import guarded
from geo.files import write_whole
from geo.strings import languages
from geo.text import DEFAULT_LANGUAGE
from tools.guide.names import GUIDE
from tools.guide.render import ROOT, render_guide


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the guide; return the exit status: 0 fine, 2 it cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m tools.guide", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / GUIDE, help="PDF to write")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)
    args = parser.parse_args(arguments)

    def run() -> int:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(args.out, render_guide(args.lang))
        print(args.out)
        return 0

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())

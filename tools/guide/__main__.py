"""Write a guide: ``python -m tools.guide``, for whoever updates the map ``--for clerk``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from geo.cli.options import guarded
from geo.files import write_whole
from geo.strings import languages
from geo.text import DEFAULT_LANGUAGE
from tools.guide.installing import render_guide
from tools.guide.names import GUIDE
from tools.guide.page import ROOT
from tools.guide.updating import render_clerks_guide

_READERS: Final[Mapping[str, tuple[Callable[[str], bytes], Path]]] = {
    "office": (render_guide, ROOT / "build" / GUIDE),
    "clerk": (render_clerks_guide, ROOT / "docs" / "guides" / "clerk.vi.pdf"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a guide; return the exit status: 0 fine, 2 it cannot be written."""
    parser = argparse.ArgumentParser(prog="python -m tools.guide", description=__doc__)
    parser.add_argument("--for", choices=_READERS, default="office", dest="reader")
    parser.add_argument("--out", type=Path, help="PDF to write")
    parser.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)
    args = parser.parse_args(arguments)
    render, usual = _READERS[args.reader]
    out = args.out or usual

    def run() -> int:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_whole(out, render(args.lang))
        print(out)
        return 0

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())

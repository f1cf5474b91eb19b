"""``python -m tests.compare record FOLDER`` and ``python -m tests.compare diff A B``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 1 where two records differ."""
    parser = argparse.ArgumentParser(prog="python -m tests.compare", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    written = commands.add_parser("record", help="write down what every output says")
    written.add_argument("folder", type=Path, help="a whole record replaces it, a part adds to it")
    written.add_argument("--as-of", default="2026-02-05", metavar="YYYY-MM-DD")
    written.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a selection; repeatable"
    )
    written.add_argument(
        "--lang", action="append", default=[], metavar="CODE", help="vi, en; repeatable"
    )
    written.add_argument(
        "--format", action="append", default=[], metavar="WORD",
        help="those whose name begins so: sheet, data.xlsx, screen-map; repeatable",
    )  # fmt: skip
    differ = commands.add_parser("diff", help="say what differs between two records")
    differ.add_argument("before", type=Path)
    differ.add_argument("after", type=Path)
    differ.add_argument("--limit", type=int, default=12, help="differences shown of a file")
    differ.add_argument(
        "--skip", action="append", default=[], metavar="WORD",
        help="leave out formats whose name begins so: statement, code; repeatable",
    )  # fmt: skip
    differ.add_argument(
        "--part", action="store_true", help="compare only what the second record holds"
    )
    args = parser.parse_args(arguments)
    if args.command == "record":
        from tests.compare.record import record

        record(args.folder, args.as_of, args.only, args.lang, args.format)
        return 0
    from tests.compare.differ import compare, report

    for folder in (args.before, args.after):
        if not folder.is_dir():
            parser.error(f"no folder {folder}")
    found = compare(args.before, args.after, part=args.part)
    found = {name: files for name, files in found.items() if not name.startswith(tuple(args.skip))}
    print(*report(found, args.limit), sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

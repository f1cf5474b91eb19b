"""Write the ZIP: ``python -m tools.bundle``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from geo import clock
from geo.cli.options import day_argument, guarded
from geo.cli.store import newest_catalog
from panels.server.environment import WHEELS
from tools.bundle.archive import write_bundle
from tools.bundle.contents import made_files, runtime_files
from tools.bundle.target import WINDOWS, here
from tools.bundle.wheels import collect
from tools.guide.names import FOLDER
from tools.guide.page import version_of

ROOT: Final = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a bundle; return the exit status: 0 fine, 2 it cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m tools.bundle", description=__doc__)
    parser.add_argument("--here", action="store_true", help="for this Python, not for Windows")
    parser.add_argument("--out", type=Path, default=ROOT / "build", help="folder (default build/)")
    parser.add_argument(
        "--store", type=Path, help="folder that keeps the wheels (default build/wheels/)"
    )
    parser.add_argument(
        "--as-of", type=day_argument, metavar="YYYY-MM-DD",
        help="day of the USB edition in it (default today)",
    )  # fmt: skip
    args = parser.parse_args(arguments)

    def run() -> int:
        target = here() if args.here else WINDOWS
        store = args.store or ROOT / "build" / "wheels"
        args.out.mkdir(parents=True, exist_ok=True)
        wheels = collect(ROOT, target, store / target.name)
        files: dict[str, Path | bytes] = {**runtime_files(ROOT)}
        files |= {f"{WHEELS}/{path.name}": path for path in wheels}
        made = made_files(newest_catalog(), args.as_of or clock.today())
        version = version_of(ROOT)
        path = args.out / f"{FOLDER}-{target.name}-{version}.zip"
        said = {"version": version, "python": target.python, "platform": target.platform}
        digest = write_bundle(path, FOLDER, {**files, **made}, said)
        print(f"{path}: {path.stat().st_size / 1_000_000:,.0f} MB, {len(wheels)} wheels")
        print(f"SHA-256 {digest}")
        return 0

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())

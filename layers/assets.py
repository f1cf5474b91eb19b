"""The files that browser and paper need from installed packages, made ready to use offline.

No third-party code is committed. Leaflet comes from the wheel of django-leaflet (installed without
its dependencies, never imported), the typeface from font-source-sans-pro. ``python -m
layers.assets`` copies both to ``static/vendor/``, which git ignores and Streamlit serves.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

VENDOR_DIR_NAME: Final = "vendor"
STATIC_DIR: Final = Path(__file__).resolve().parent.parent / "static"

# Where the page finds them, relative to the address of the app.
LEAFLET_JS_URL: Final = f"app/static/{VENDOR_DIR_NAME}/leaflet/leaflet.js"
LEAFLET_CSS_URL: Final = f"app/static/{VENDOR_DIR_NAME}/leaflet/leaflet.css"
FONTS_URL: Final = f"app/static/{VENDOR_DIR_NAME}/fonts"

# A request for the map of a minified script would be the only one to end in "not found".
_SOURCE_MAP: Final = re.compile(rb"\s*//[#@] sourceMappingURL=[^\r\n]*\s*$")
_NAMED_FILE: Final = re.compile(r"url\([^)]*\)")


class AssetError(RuntimeError):
    """A needed file is missing or is not the one that was reviewed."""


class _Package(NamedTuple):
    """An installed package that carries files, with the SHA-256 of each file that is wanted."""

    module: str
    folder: str
    target: str
    install: str
    sums: str


_LEAFLET: Final = _Package(
    module="leaflet",
    folder="static/leaflet",
    target="leaflet",
    install="pip install --no-deps -r requirements-assets.txt",
    # Leaflet 1.9.3; the sums of the first two are the ones that its authors publish.
    sums="""
5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03  leaflet.js
90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722  leaflet.css
1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6  images/layers.png
066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf  images/layers-2x.png
574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437  images/marker-icon.png
00179c4c1ee830d3a108412ae0d294f55776cfeb085c60129a39aa6fc4ae2528  images/marker-icon-2x.png
264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da  images/marker-shadow.png
""",
)

_FONTS: Final = _Package(
    module="font_source_sans_pro",
    folder="files",
    target="fonts",
    install="pip install -r requirements.txt",
    sums="""
b77f3a700edd0fc0dec73258f882d5c3926c77f5caf6800a201d2166568d2309  SourceSansPro-Regular.ttf
36133e9f508b0b4c639e84b2a09855350be0b13700ad729ab519aa78e5c48d20  SourceSansPro-It.ttf
b440fd42fd5a54e1b252731deca9cc86604bee6ffa99281f5874c3476eb17eae  SourceSansPro-Semibold.ttf
2efc3a95d076f2d04c5928c0ad698b7c61cc302d6f6e79e9643cd3722f7becc2  SourceSansPro-Bold.ttf
653aaf9819e33cf1e2b3523c5d4d6c3dae925d770cb4563030f96655321ca2e9  LICENSE.txt
""",
)


@dataclass(frozen=True)
class AssetReport:
    """The vendor folder, and which of its files `prepare` wrote and which it found right."""

    folder: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def prepare(static_dir: Path) -> AssetReport:
    """Copy Leaflet and the typeface into the vendor folder of `static_dir`.

    Only what is missing or differs is written, each file in one step: two runs do no harm.

    Parameters
    ----------
    static_dir
        The folder that Streamlit serves.

    Returns
    -------
    AssetReport
        What was written and what was there already.

    Raises
    ------
    AssetError
        If a package or file is missing, or a file is not the one that was reviewed.
    """
    folder = static_dir / VENDOR_DIR_NAME
    written: list[str] = []
    kept: list[str] = []
    for package in (_LEAFLET, _FONTS):
        origin = _package_folder(package)
        for line in package.sums.strip().splitlines():
            sha256, name = line.split()
            content = _reviewed(origin / name, sha256, package.install)
            target = f"{package.target}/{name}"
            (written if _write_if_new(folder / target, content) else kept).append(target)
    return AssetReport(folder, tuple(written), tuple(kept))


def leaflet() -> tuple[str, str]:
    """Give script and style sheet of the installed Leaflet, without the pictures it names.

    Our map shows none of them, and a page that stands alone could not find them.

    Returns
    -------
    tuple of str
        JavaScript and CSS.

    Raises
    ------
    AssetError
        If the package is missing, or is not the one that was reviewed.
    """
    folder = _package_folder(_LEAFLET)
    texts = {}
    for line in _LEAFLET.sums.strip().splitlines():
        sha256, name = line.split()
        if name in {"leaflet.js", "leaflet.css"}:
            content = _reviewed(folder / name, sha256, _LEAFLET.install)
            texts[name] = content.decode("utf-8").replace("\r\n", "\n")
    return texts["leaflet.js"], _NAMED_FILE.sub("none", texts["leaflet.css"])


def font_files() -> dict[str, Path]:
    """Give the installed font files by style.

    Returns
    -------
    dict of str to Path
        The keys ``regular``, ``italic``, ``semibold`` and ``bold``.

    Raises
    ------
    AssetError
        If the font package is not installed.
    """
    folder = _package_folder(_FONTS)
    return {
        "regular": folder / "SourceSansPro-Regular.ttf",
        "italic": folder / "SourceSansPro-It.ttf",
        "semibold": folder / "SourceSansPro-Semibold.ttf",
        "bold": folder / "SourceSansPro-Bold.ttf",
    }


def _package_folder(package: _Package) -> Path:
    """Find the folder of files inside an installed package, without importing the package."""
    spec = importlib.util.find_spec(package.module)
    places = spec.submodule_search_locations if spec else None
    if not places:
        message = f"The package {package.module!r} is not installed. Run: {package.install}"
        raise AssetError(message)
    return Path(next(iter(places))) / package.folder


def _reviewed(path: Path, sha256: str, install: str) -> bytes:
    """Read one file, refuse it if it is not the reviewed one, and drop its source-map comment."""
    advice = f"Install it again: {install} --force-reinstall"
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read: {path} ({error.strerror}). {advice}"
        raise AssetError(message) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        message = (
            f"{path.name} is not the reviewed file: {path} has SHA-256 {found}, expected {sha256}. "
            f"{advice}. After a wanted upgrade, review it and change its sum in layers/assets.py."
        )
        raise AssetError(message)
    return _SOURCE_MAP.sub(b"\n", content) if path.suffix == ".js" else content


def _write_if_new(target: Path, content: bytes) -> bool:
    """Write `content` in one step unless it is there already; tell whether it was written."""
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def main() -> int:
    """Prepare the files and say so; the exit status is 1 when that is not possible."""
    try:
        report = prepare(STATIC_DIR)
    except AssetError as error:
        sys.stderr.write(f"layers.assets: {error}\n")
        return 1
    files = len(report.written) + len(report.kept)
    sys.stdout.write(
        f"static/{VENDOR_DIR_NAME}: {files} files ready, {len(report.written)} written\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

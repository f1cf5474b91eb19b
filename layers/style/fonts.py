"""The files that browser and paper need from installed packages, so that nothing asks outside.

No third-party code is committed. Leaflet comes from the wheel of django-leaflet (installed without
its dependencies, never imported), the typeface from font-source-sans-pro. The page of the map
carries what it needs of both.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path
from typing import Final, NamedTuple

from geo.errors import SonLaMapError

# A request for the map of a minified script would be the only one to end in "not found".
_SOURCE_MAP: Final = re.compile(rb"\s*//[#@] sourceMappingURL=[^\r\n]*\s*$")
_NAMED_FILE: Final = re.compile(r"url\([^)]*\)")


class AssetError(SonLaMapError, RuntimeError):
    """A needed file is missing or is not the one that was reviewed."""


class _Package(NamedTuple):
    """An installed package that carries files, with the SHA-256 of each file that is wanted."""

    module: str
    folder: str
    install: str
    sums: str


_LEAFLET: Final = _Package(
    module="leaflet",
    folder="static/leaflet",
    install="pip install --no-deps -r requirements-assets.txt",
    # Leaflet 1.9.3; the sums are the ones that its authors publish.
    sums="""
5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03  leaflet.js
90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722  leaflet.css
""",
)

_FONTS: Final = _Package(
    module="font_source_sans_pro",
    folder="files",
    install="pip install -r requirements.txt",
    sums="""
b77f3a700edd0fc0dec73258f882d5c3926c77f5caf6800a201d2166568d2309  SourceSansPro-Regular.ttf
36133e9f508b0b4c639e84b2a09855350be0b13700ad729ab519aa78e5c48d20  SourceSansPro-It.ttf
b440fd42fd5a54e1b252731deca9cc86604bee6ffa99281f5874c3476eb17eae  SourceSansPro-Semibold.ttf
2efc3a95d076f2d04c5928c0ad698b7c61cc302d6f6e79e9643cd3722f7becc2  SourceSansPro-Bold.ttf
""",
)


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
    texts = {
        name: content.decode("utf-8").replace("\r\n", "\n")
        for name, content in _reviewed(_LEAFLET).items()
    }
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
        If the package is missing, or a file is not the one that was reviewed.
    """
    names, folder = _reviewed(_FONTS), _package_folder(_FONTS)
    styles = ("regular", "italic", "semibold", "bold")
    return {style: folder / name for style, name in zip(styles, names, strict=True)}


def _package_folder(package: _Package) -> Path:
    """Find the folder of files inside an installed package, without importing the package."""
    spec = importlib.util.find_spec(package.module)
    places = spec.submodule_search_locations if spec else None
    if not places:
        message = f"The package {package.module!r} is not installed. Run: {package.install}"
        raise AssetError(message)
    return Path(next(iter(places))) / package.folder


def _reviewed(package: _Package) -> dict[str, bytes]:
    """Return the contents of the files by name, without their source-map comments.

    A file that is missing or not the reviewed one is refused.
    """
    advice = f"Install it again: {package.install} --force-reinstall"
    contents = {}
    for line in package.sums.split("\n")[1:-1]:
        sha256, name = line.split()
        path = _package_folder(package) / name
        try:
            content = path.read_bytes()
        except OSError as error:
            message = f"{name} cannot be read: {path} ({error.strerror}). {advice}"
            raise AssetError(message) from error
        found = hashlib.sha256(content).hexdigest()
        if found != sha256:
            message = (
                f"{name} is not the reviewed file: {path} has SHA-256 {found}, expected {sha256}. "
                f"{advice}. After a wanted upgrade, review it and change its sum in "
                "layers/style/fonts.py."
            )
            raise AssetError(message)
        contents[name] = _SOURCE_MAP.sub(b"\n", content) if path.suffix == ".js" else content
    return contents

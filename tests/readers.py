"""The real programs that the map meets: LibreOffice, poppler, Inkscape, GDAL and PostgreSQL.

``python -m tests.readers`` prints where they are, after installing what is missing with apt-get
where that is allowed. The order of search: PATH, then the usual places of each system.
"""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACES = {
    "soffice": (
        "/usr/lib/libreoffice/program/soffice",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    ),
    "pdftoppm": (),
    "pdftotext": (),
    "inkscape": (
        "/Applications/Inkscape.app/Contents/MacOS/inkscape",
        r"C:\Program Files\Inkscape\bin\inkscape.exe",
    ),
    "ogrinfo": (),
    # The server itself; Debian keeps it out of the PATH, with PostGIS beside it.
    "postgres": ("/usr/lib/postgresql/*/bin/postgres", "/usr/local/pgsql/bin/postgres"),
}
# Writer reads PDF and text, Calc workbooks, Impress slides.
_PACKAGES = (
    "libreoffice-calc",
    "libreoffice-impress",
    "poppler-utils",
    "inkscape",
    "gdal-bin",
    "postgresql",
    "postgresql-postgis",
)
_HELP = (
    "The tests open what the map writes in LibreOffice, poppler, Inkscape and GDAL, and keep facts "
    "in PostgreSQL; missing: {missing}. "
    f"Install them (Debian, Ubuntu: sudo apt-get install {' '.join(_PACKAGES)}). "
    "Without them those tests are skipped, except where CI is set."
)
_SECONDS = 180
# Field by comma, text in quotes, UTF-8; cells as they are shown.
CSV_IN_UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76"
# CSV with semicolons, as Calc in Vietnamese (1066) reads it when it looks for dates and shares too.
VIETNAMESE_CSV = "CSV:59,34,76,1,,1066,false,true"


class ReaderMissingError(RuntimeError):
    """A program that reads our files is not there and could not be installed."""


@cache
def find(name: str) -> Path | None:
    """Find a program without installing anything."""
    found = shutil.which(name)
    names = [found] if found else [one for place in _PLACES[name] for one in _there(place)]
    return next((Path(place) for place in names if Path(place).is_file()), None)


def _there(place: str) -> list[str]:
    """Give the files that a place means, the newest version first."""
    return sorted(glob.glob(place), reverse=True) if "*" in place else [place]  # noqa: PTH207


def ensure() -> dict[str, Path]:
    """Find all the programs, installing them where one is missing.

    Raises
    ------
    ReaderMissingError
        If one is missing still.
    """
    if any(find(name) is None for name in _PLACES):
        _by_apt()
        find.cache_clear()
    found = {name: path for name in _PLACES if (path := find(name))}
    missing = sorted(set(_PLACES) - set(found))
    if missing:
        raise ReaderMissingError(_HELP.format(missing=", ".join(missing)))
    return found


def need(name: str) -> Path:
    """Give a program to a test; skip the test where it is missing, but never where CI is set."""
    path = find(name)
    if path is not None:
        return path
    message = _HELP.format(missing=name)
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def office(source: Path, form: str, folder: Path, reads: str = "") -> Path:
    """Convert a workbook or slides in LibreOffice as a person would see them.

    Parameters
    ----------
    form
        ``pdf``, ``csv`` … what LibreOffice's ``--convert-to`` takes.
    folder
        Where the result goes; it holds a profile of LibreOffice of its own too.
    reads
        How LibreOffice reads the file (``--infilter``), empty for its own choice.
    """
    (out,) = offices([source], form, folder, reads)
    return out


def offices(sources: Sequence[Path], form: str, folder: Path, reads: str = "") -> list[Path]:
    """Convert several files in one start of LibreOffice; see :func:`office`."""
    profile = (folder / "profile").resolve().as_uri()
    command = [str(need("soffice")), f"-env:UserInstallation={profile}", "--headless"]
    command += [f"--infilter={reads}"] if reads else []
    command += ["--convert-to", form, "--outdir", str(folder), *map(str, sources)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, encoding="utf-8"
    )
    outs = [folder / f"{source.stem}.{form.partition(':')[0]}" for source in sources]
    assert done.returncode == 0, done.stderr
    assert all(out.is_file() for out in outs), f"{done.stdout}\n{done.stderr}"
    return outs


def boxes_in_inkscape(source: Path) -> dict[str, tuple[float, float, float, float]]:
    """Give the boxes of what an SVG draws by id, as Inkscape draws it with the machine's fonts.

    Returns
    -------
    left, top, width and height in CSS pixels; the first line is the whole drawing.
    """
    command = [str(need("inkscape")), "--query-all", str(source)]
    done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    lines = (line.split(",") for line in done.stdout.decode("utf-8").splitlines())
    return {id_: (float(x), float(y), float(w), float(h)) for id_, x, y, w, h in lines}


def gdal_says(source: Path) -> str:
    """Give what GDAL tells of all layers of a file, its warnings included."""
    command = [str(need("ogrinfo")), "-ro", "-so", "-al", str(source)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_SECONDS, check=True
    )
    return done.stdout.decode("utf-8")


def pdf_text(source: Path) -> str:
    """Give the words of a PDF as poppler reads them, in the order of the page."""
    command = [str(need("pdftotext")), "-layout", "-enc", "UTF-8", str(source), "-"]
    done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    return done.stdout.decode("utf-8")


def pdf_pictures(source: Path, folder: Path, dpi: int = 60) -> list[Path]:
    """Draw the pages of a PDF with poppler, a PNG a page, in order."""
    command = [str(need("pdftoppm")), "-png", "-r", str(dpi), str(source)]
    command.append(str(folder / source.stem))
    subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)
    return sorted(folder.glob(f"{source.stem}-*.png"))


def _by_apt() -> None:
    if shutil.which("apt-get") is None:
        return
    root: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or _run(["sudo", "-n", "true"]) != 0:
            return
        root = ["sudo", "-n"]
    _say("Installing what reads our files with apt-get …")
    command = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    _run([*command, "update", "-qq"])
    _run([*command, "install", "-y", "-qq", "--no-install-recommends", *_PACKAGES])


def _run(command: list[str]) -> int:
    """Run a command with its output on the error stream; give its exit status."""
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return done.returncode


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main() -> int:
    """Print where the programs are, installed if need be."""
    try:
        found = ensure()
    except ReaderMissingError as error:
        _say(str(error))
        # A person's machine may lack them; a machine that judges may not.
        return 1 if os.environ.get("CI") else 0
    sys.stdout.write("".join(f"{name}: {path}\n" for name, path in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())

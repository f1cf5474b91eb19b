"""Making `data/shapes` from the reference pack: ``python -m tools.import_pack``.

The pack is a folder of GeoJSON files that is not part of the repository. Only this tool needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from geo.files import write_whole
from tools.import_pack.geojson import collection_text
from tools.import_pack.shapes import ATTRIBUTION, Shapes
from tools.import_pack.words import Words


@dataclass
class ImportReport:
    """Account of one import.

    Attributes
    ----------
    features
        Number of features of every file, by its name.
    kept
        Lines about names of the shape files that the pack words otherwise.
    missing
        Lines about words that neither the pack nor the shape files have.
    written
        Names of the files whose bytes changed.
    """

    features: dict[str, int] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the account as lines of English text."""
        for name, count in self.features.items():
            yield f"{name}: {count} ({'written' if name in self.written else 'unchanged'})"
        for line in self.kept:
            yield f"kept: {line}"
        for line in self.missing:
            yield f"missing: {line}, write it into the feature"


def import_pack(sources: Path, out: Path, progress: Callable[[str], None]) -> ImportReport:
    """Write `out/shapes/*.geojson` from the reference pack.

    All files are made in memory before the first is written, so a refusal leaves the folder as it
    was. A second run changes no byte. Words that the pack lacks are kept from the shape files that
    stand in `out` already, see :mod:`tools.import_pack.words`.

    Parameters
    ----------
    sources
        Folder of the reference pack.
    out
        Folder of the data, for example `data`; made when it is missing.
    progress
        Takes a line of text for every step.

    Raises
    ------
    DataError
        If a file of the pack is missing or broken, or its shapes do not fit together.
    OSError
        If `out` cannot be written to.
    """
    words = Words(out / "shapes")
    report = ImportReport(kept=words.kept, missing=words.missing)
    texts = {}
    for name, make in Shapes(sources, words).makers().items():
        progress(f"shapes: {name}")
        features = make()
        file = f"shapes/{name}.geojson"
        report.features[file] = len(features)
        texts[file] = collection_text(ATTRIBUTION[name], features).encode("utf-8")
    for file, data in texts.items():
        path = out / file
        if path.is_file() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        report.written.append(file)
    progress(f"{len(report.written)} of {len(texts)} files written")
    return report

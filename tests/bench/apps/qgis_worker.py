"""QGIS, asked from outside: ``python3 qgis_worker.py project.qgz`` keeps a project open.

Runs in the Python that QGIS was made for, so it imports nothing of ours. It reads a line of JSON a
job, ``{"layout": …, "out": …}``, writes the layout as PDF or PNG, or a PDF of its atlas, and
answers with a line: how long QGIS took, in milliseconds, or what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # type: ignore[import-not-found] # of the system
    QgsApplication,
    QgsLayoutExporter,
    QgsProject,
    QgsRenderContext,
)
from qgis.PyQt.QtGui import QFontDatabase  # type: ignore[import-not-found]

DPI = 300


def main(project: str, *fonts: str) -> None:
    """Open a project with our typeface, then export whatever is asked for."""
    app = QgsApplication([], False)
    app.initQgis()
    for font in fonts:
        QFontDatabase.addApplicationFont(font)
    opened = QgsProject.instance().read(project)
    layers = QgsProject.instance().mapLayers().values()
    broken = [layer.name() for layer in layers if not layer.isValid()]
    _answer(opened=opened, broken=broken, layers=len(list(layers)))
    for line in sys.stdin:
        job = json.loads(line)
        start = time.perf_counter()
        done = _export(job["layout"], job["out"])
        _answer(done=done, ms=(time.perf_counter() - start) * 1_000)


def _export(name: str, out: str) -> bool:
    layout = QgsProject.instance().layoutManager().layoutByName(name)
    exporter = QgsLayoutExporter(layout)
    if Path(out).suffix == ".pdf":
        settings = QgsLayoutExporter.PdfExportSettings()
        # Words that can be searched, as in ours.
        settings.textRenderFormat = QgsRenderContext.TextFormatAlwaysText
        if layout.atlas().enabled():
            result, _ = QgsLayoutExporter.exportToPdf(layout.atlas(), out, settings)
        else:
            result = exporter.exportToPdf(out, settings)
    else:
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = DPI
        settings.pages = [0]
        result = exporter.exportToImage(out, settings)
    return bool(result == QgsLayoutExporter.Success)


def _answer(**said: object) -> None:
    sys.stdout.write(f"{json.dumps(said)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

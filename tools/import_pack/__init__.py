"""Making `data/shapes` from the reference pack: ``python -m tools.import_pack``.

The pack is a folder of GeoJSON files that is not part of the repository. Only this tool needs it.
"""

from __future__ import annotations

from tools.import_pack.importing import ImportReport, import_pack

__all__ = ["ImportReport", "import_pack"]

"""Building the published data from the reference pack.

The pack is needed here only; at run time the house reads `data/`.
"""

from __future__ import annotations

from geo.build.builder import build
from geo.build.errors import BuildError
from geo.build.report import BuildReport

__all__ = ["BuildError", "BuildReport", "build"]

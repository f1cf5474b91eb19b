"""The one error of the build: it says what is wrong, where, and what to do."""

from __future__ import annotations

from geo.errors import DataError


class BuildError(DataError):
    """Refusal to build, because the pack and the readings do not agree."""

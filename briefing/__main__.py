"""``python -m briefing``: see :mod:`briefing.cli`."""

from __future__ import annotations

import sys

from briefing.cli import main

if __name__ == "__main__":
    sys.exit(main())

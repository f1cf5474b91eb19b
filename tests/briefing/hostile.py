"""A view whose projects are named by somebody who means harm."""

from __future__ import annotations

from dataclasses import replace

from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from geo.query.view import View, build_view
from geo.text import Text
from tests.briefing.sheets import TODAY, catalog

NAMES = {
    "EXP-SL1": "=cmd|' /C calc'!A0",
    "EXP-SL2": "<img src=x onerror=alert(1)>",
    "AIR-NASAN": "../../etc/passwd",
    "KCN-VANHO": "🚧 Cầu ]]> \x07\x00\ufffe &amp; $[description]",
    "CCN-ALL": '@SUM(1+1)*cmd"',
    "QL6-BYPASS": "+1+1",
    "URB-VANHO": "'; DROP TABLE layer_styles; --",
    "DT-107C": "-2+3\r\n=A1",
}


def hostile_view(language: str = "vi") -> View:
    """Return these projects, with their names as notes and agencies of the data as well."""
    known = catalog()
    bad = {id_: Text((("vi", name), ("en", name))) for id_, name in NAMES.items()}
    projects = {
        id_: replace(known.projects[id_], name=bad[id_], note=bad[id_], class_target=bad[id_])
        for id_ in NAMES
    }
    sources = {
        id_: replace(source, title=bad["EXP-SL2"], url="javascript:alert(1)")
        for id_, source in known.sources.items()
    }
    poisoned: Catalog = replace(known, projects=projects, sources=sources)
    return build_view(poisoned, Selection(language=language), TODAY)

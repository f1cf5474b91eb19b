"""How many projects the index of the summaries names."""

from __future__ import annotations

import re

from geo.catalog.catalog import Catalog
from geo.query.view import build_view
from panels.pages.profiles import index_html, read_subject


def test_the_index_counts_as_the_page_that_it_leads_to(catalog: Catalog) -> None:
    named = re.findall(
        r'of=([\w-]+)"[^>]*>[^<]*</a> <span class="sl-aside">(\d+)', index_html(catalog, "vi")
    )
    assert len(named) > len(catalog.areas.by_code)
    wrong = {}
    for code, count in named:
        subject = read_subject(code, catalog)
        assert subject
        view = build_view(catalog, subject.selection(None, "vi"))
        if view.totals.projects != int(count):
            wrong[code] = (int(count), view.totals.projects)
    assert wrong == {}

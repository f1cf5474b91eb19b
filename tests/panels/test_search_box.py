from __future__ import annotations

import pytest

from geo.catalog.catalog import Catalog
from geo.query.selection import Selection
from panels.widgets.search_box import filtering, words_filter


@pytest.mark.parametrize("words", ["na san", "QL.6", "cao tốc", "Mộc Châu", "xyzzy", "EXP-SL1"])
def test_words_of_projects_and_words_that_mean_nothing_filter(catalog: Catalog, words: str) -> None:
    assert words_filter(catalog, words, "vi")
    assert filtering(catalog, Selection(words=words)).words == words


@pytest.mark.parametrize(
    "words", ["QL6 km 195", "km 12 đt109", "21.33, 103.9", "Hát Lót thị trấn", "đèo Pha Đin"]
)
def test_words_that_only_name_a_place_do_not_filter(catalog: Catalog, words: str) -> None:
    assert not words_filter(catalog, words, "vi")
    assert filtering(catalog, Selection(words=words)) == Selection()

"""What a file of data holds, said beside the controls of the export dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from briefing.content.markup import escape_html, facts, section
from briefing.data.tables import about
from briefing.formats import FormatGroup
from geo.strings import say

if TYPE_CHECKING:
    from briefing.formats import Format
    from geo.query.view import View


def contents(view: View, form: Format) -> None:
    """Say what the file of a format says about itself: selection, day, counts, attribution."""
    if form.group is not FormatGroup.DATA:
        return
    pairs = [(label, escape_html(words)) for label, words in about(view)]
    title = say("data.sheet-about", view.selection.language)
    st.html(f'<div class="sl-card">{section(title, facts(pairs))}</div>')

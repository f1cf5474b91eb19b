"""The box that tells whether what was taken to a meeting still agrees with the data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from briefing.content.markup import bullets, element, escape_html, escape_markdown
from briefing.limits import MOST_BYTES
from geo.errors import SonLaMapError
from geo.strings import say
from panels.components.day import day_field
from panels.session.widget_states import take_ignored

if TYPE_CHECKING:
    from briefing.verify.words import Answer
    from geo.catalog.catalog import Catalog

FILE: Final = "verify-file"
CODE, LINK, DAY = "verify-code", "verify-link", "verify-day"


def verify_box(catalog: Catalog, language: str) -> None:
    """Draw the box; a file goes before a code, since it tells more."""
    with st.expander(say("verify.title", language), icon=":material/fact_check:"):
        st.caption(say("verify.help", language))
        file_side, code_side = st.columns(2, gap="medium")
        with file_side:
            file = st.file_uploader(
                say("verify.file", language),
                type=["pdf", "png", "svg", "pptx"],
                key=FILE,
                max_upload_size=MOST_BYTES // 1_000_000,
            )
            if take_ignored(FILE):
                # Sent past the box, which offers these types only.
                st.error(say("verify.error-kind", language), icon=":material/error:")
                file = None
        with code_side:
            code = st.text_input(say("verify.code", language), key=CODE, max_chars=40)
            link = st.text_input(say("verify.link", language), key=LINK, max_chars=8_000)
            day = day_field(say("verify.day", language), DAY, language)
        try:
            if file is not None:
                _show(_of_file(file.getvalue(), catalog, language))
            elif code:
                from briefing.verify.compare import OnPaper, verify_code
                from briefing.verify.words import code_answer

                verdict = verify_code(OnPaper(code, link, day), catalog, language)
                _show(code_answer(verdict, catalog, language))
        except SonLaMapError as error:
            st.error(escape_markdown(error), icon=":material/error:")


def _of_file(data: bytes, catalog: Catalog, language: str) -> Answer:
    # The renderer takes a second to import: not before somebody brings a file.
    from briefing.reading import read_bounded
    from briefing.verify.compare import verify
    from briefing.verify.words import answer

    with st.spinner(say("verify.reading", language)):
        statement, edits = read_bounded(data, language)
    return answer(verify(statement, catalog), catalog, edits)


def _show(found: Answer) -> None:
    if found.same:
        st.success(escape_markdown(found.lead), icon=":material/check_circle:")
    else:
        st.warning(escape_markdown(found.lead), icon=":material/difference:")
    parts: list[str] = []
    changed: list[str] = []
    for line in found.lines:
        if line.startswith("• "):
            changed.append(escape_html(line[2:]))
            continue
        parts += [bullets(changed), element("p", escape_html(line))]
        changed = []
    st.html("".join([*parts, bullets(changed)]))

"""What a person sees when a run of the script ends in a fault: a sentence in their language."""

from __future__ import annotations

import streamlit as st

from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE


def say_fault(error: Exception) -> bool:
    """Show that something went wrong, in place of Streamlit's English words.

    Parameters
    ----------
    error
        Is in the log already; nothing of it is for the page.

    Returns
    -------
    bool
        That it is shown.
    """
    del error
    # The session may be what is broken: the address says the language as well.
    asked = st.query_params.get("lang", "")
    language = asked if asked in languages() else DEFAULT_LANGUAGE
    st.error(say("error.unexpected", language), icon=":material/error:")
    return True

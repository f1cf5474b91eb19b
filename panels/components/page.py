"""What stands around our elements: the language of the page, and the words of Streamlit itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.strings import say, table
from panels.resources import component

KEY: Final = "page"
# Keys of what Streamlit says in English; the English text is what stands in its own scripts.
_PREFIX: Final = "streamlit."
_mount = component("son-la-page", Path(__file__).with_suffix(".js"), "<span hidden></span>")


def say_page(language: str, *, has_list: bool = False) -> None:
    """Let the page be in a language, with the words that Streamlit writes on its own.

    Parameters
    ----------
    has_list
        Whether map and list stand behind so many filters that links lead past these.
    """
    targets = ("map", "list") if has_list else ()
    data = {
        "language": language,
        "words": page_words(language),
        "skips": [(target, say(f"page.skip-{target}", language)) for target in targets],
    }
    _mount(key=KEY, data=data, height=1)


def page_words(language: str) -> list[tuple[str, str, str]]:
    """Return each of Streamlit's own words: English, Vietnamese, and as it is to be said.

    What changes in them stands in braces, under a name of its own.
    """
    keys = [key for key in table() if key.startswith(_PREFIX)]
    return [(say(key, "en"), say(key, "vi"), say(key, language)) for key in keys]

"""Drawings of our own on the page: inline, so that they are set in the typeface of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterable

_HTML: Final = '<div class="drawings"></div>'
_CSS: Final = """
.drawings { display: grid; gap: 1rem; margin: 0 -0.6rem; }
figure { margin: 0; padding: 0.4rem 0.6rem; overflow-x: auto; background: #fff; }
figure:focus-visible { outline: 3px solid var(--st-primary-color, #0B5D66); }
svg { display: block; width: 100%; min-width: 560px; max-width: 760px; height: auto; }
svg, text { font-family: var(--st-font, sans-serif); }
figcaption { display: none; font-size: 0.85rem; line-height: 1.4; color: #20242A; }
@media (max-width: 640px) { figcaption { display: block; } }
"""
_SCRIPT: Final = """
export default function ({ parentElement, data }) {
  const holder = parentElement.querySelector(".drawings");
  const made = JSON.stringify(data);
  if (holder.made === made) return;
  holder.made = made;
  holder.replaceChildren();
  for (const { svg, words } of data.pictures) {
    const figure = document.createElement("figure");
    figure.tabIndex = 0; // one that is too wide is scrolled by keys
    figure.innerHTML = svg; // made by the server, which escapes every name
    const caption = document.createElement("figcaption");
    caption.textContent = words;
    figure.append(caption);
    holder.append(figure);
  }
}
"""
_mount = st.components.v2.component("son-la-drawings", html=_HTML, css=_CSS, js=_SCRIPT)


def drawings(pictures: Iterable[tuple[str, str]], key: str) -> None:
    """Draw ``<svg>`` elements one below the other.

    Parameters
    ----------
    pictures
        Pairs of an SVG, made by our own code, which has escaped every value, and what it says
        in words; the words stand under it where it is too wide for the screen.
    """
    sent = [{"svg": svg, "words": words} for svg, words in pictures]
    _mount(key=key, data={"pictures": sent}, height="content")

"""The scripts of our components, fetched by address once instead of sent at each rerun.

Streamlit sends the whole script of a component again whenever its data changes. Here it sends a
few lines that import the script from ``static/code``; the browser keeps it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from layers.web import publish

if TYPE_CHECKING:
    from collections.abc import Callable

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
FOLDER: Final = "code"
# `parentElement` is the root of the component's own tree. An update that comes before the script
# is there waits for it; of several only the last is of interest, and the script sees it.
_IMPORT: Final = """
const code = import(new URL("app/static/%s", document.baseURI).href);
let main = null;
export default (component) => {
  const root = component.parentElement;
  root.latest = component;
  if (main) return main(component);
  code.then((loaded) => {
    main = loaded.default;
    if (!root.styled) {
      root.styled = document.createElement("style");
      root.styled.textContent = loaded.sheet;
      root.prepend(root.styled);
    }
    if (root.latest === component) root.ended = main(component);
  });
  return () => root.ended?.();
};
"""


def component(name: str, script: Path, html: str, sheet: str = "") -> Callable[..., Any]:
    """Register a component whose script is fetched by address.

    Parameters
    ----------
    script
        A JavaScript module; its default export gets what a script of a component gets.
    html
        What the component holds at first.
    sheet
        Its style sheet, which reaches nothing outside the component.

    Returns
    -------
    Callable
        Mounts the component, as ``streamlit.components.v2.component`` says.
    """
    code = f"{script.read_text(encoding='utf-8')}\nexport const sheet = {json.dumps(sheet)};\n"
    digest = hashlib.sha256(code.encode()).hexdigest()[:8]
    address = f"{FOLDER}/{script.stem}-{digest}.js"
    mounted = st.components.v2.component(name, html=html, js=_IMPORT % address)
    target = STATIC / address

    def mount(**arguments: Any) -> Any:  # noqa: ANN401 - whatever a component takes and gives
        # At each run, since the folder may be emptied under a running server.
        if not target.is_file():
            publish(target, code)
        return mounted(**arguments)

    return mount

"""The themes in drawing order: a module of this package is a theme, or several.

Whoever adds a theme adds one module with a :class:`~layers.style.model.Theme` in it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from layers.style.model import Theme

if TYPE_CHECKING:
    from layers.style.model import SmallMap

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
# By id: a module that uses the theme of another one holds it, too.
BY_ID = {
    theme.id: theme
    for theme in sorted(
        (one for module in _MODULES for one in vars(module).values() if isinstance(one, Theme)),
        key=lambda theme: theme.order,
    )
}
THEMES = tuple(BY_ID.values())
SWITCHABLE = tuple(theme.id for theme in THEMES if theme.switchable)
OFF_AT_FIRST = tuple(theme.id for theme in THEMES if theme.off_at_first)
AT_FIRST = tuple(theme for theme in SWITCHABLE if theme not in OFF_AT_FIRST)


def themes_on(small: SmallMap) -> frozenset[str]:
    """Return the ids of the themes that a small map shows."""
    return frozenset(theme.id for theme in THEMES if small in theme.on)


def layers_on(small: SmallMap) -> frozenset[str]:
    """Return the ids of the layers to ask for on a small map: what cannot be switched is there."""
    return themes_on(small) & set(SWITCHABLE)

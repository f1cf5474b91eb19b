"""The list of themes, in drawing order; a new theme is one module and one line here."""

from __future__ import annotations

from layers.themes import (
    airport,
    areas,
    context,
    corridors,
    expressway,
    facilities,
    gates,
    km_posts,
    projects,
    roads,
    urban,
    water,
)

THEMES = tuple(
    sorted(
        (
            context.NEIGHBOURS,
            areas.LAND,
            water.THEME,
            areas.THEME,
            context.ROADS,
            corridors.THEME,
            roads.THEME,
            expressway.THEME,
            projects.THEME,
            km_posts.THEME,
            facilities.THEME,
            urban.THEME,
            gates.THEME,
            airport.THEME,
        ),
        key=lambda theme: theme.order,
    )
)
BY_ID = {theme.id: theme for theme in THEMES}
SWITCHABLE = tuple(theme.id for theme in THEMES if theme.switchable)

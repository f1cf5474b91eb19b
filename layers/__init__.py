"""How each theme is drawn: one style, two renderers (web and paper)."""

"""The map on paper: a scene drawn into a window of a page."""

"""The map on the screen: one page with every feature."""

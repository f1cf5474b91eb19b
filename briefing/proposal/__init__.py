"""A proposal on paper: what waits, or what a file would change, to be signed."""

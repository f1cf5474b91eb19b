"""The facts of a selection as data files."""

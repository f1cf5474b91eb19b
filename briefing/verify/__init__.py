"""Holding a file against the facts of today."""

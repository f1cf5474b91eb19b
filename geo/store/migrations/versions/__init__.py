"""The steps, one a module; each runs once on a store."""

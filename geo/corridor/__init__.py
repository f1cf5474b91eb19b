"""A corridor along its roads: sections, lanes, and the strip map's contents."""

"""The sheet: one map with its legend, table and sources."""

"""The store: an append-only log of changes over the tables of the data folder."""

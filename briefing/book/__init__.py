"""The book: chapters, cards and sources of a selection."""

"""The strip sheet: a corridor by kilometre."""

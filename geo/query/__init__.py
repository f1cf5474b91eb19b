"""What is asked of the facts: a selection, the view of it, and what lies near a place."""

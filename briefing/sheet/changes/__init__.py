"""The sheet of what changed between two days."""

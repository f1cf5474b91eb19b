"""The command line of the files: ``python -m briefing``."""

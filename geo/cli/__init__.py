"""The command line of the facts: ``python -m geo``."""

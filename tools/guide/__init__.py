"""The two pages that tell an office how to open the map on Windows: ``python -m tools.guide``."""

"""One ZIP that an office without internet starts the map from: ``python -m tools.bundle``."""

"""What all sessions share: the catalog, the map page, scripts."""

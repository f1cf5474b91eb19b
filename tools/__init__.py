"""Programs for whoever keeps the data; the map never imports them."""

"""Finding projects, roads, kilometres and places by typed words."""

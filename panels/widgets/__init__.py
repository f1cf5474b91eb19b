"""What a person touches beside the map."""

"""Foreign files of lines and points: read safely, recognised, and said in words."""

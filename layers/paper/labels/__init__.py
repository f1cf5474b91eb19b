"""Names and numbers on paper: candidates, placement, drawing."""

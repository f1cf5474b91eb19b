"""What the facts add up to over time: changes, indicators, gaps and conflicts."""

"""The road network: the graph of the numbered roads and ways along it."""

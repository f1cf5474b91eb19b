"""The facts of one version of the data, and what they are made of."""

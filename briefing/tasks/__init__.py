"""The list of what each agency has to say."""

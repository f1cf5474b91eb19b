"""The sheet of one project: one page that a leader can hold, on paper, as a picture or a slide."""

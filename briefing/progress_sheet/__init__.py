"""The schedule of a view on paper: a Gantt chart over as many pages as it takes, and its tables."""

"""Everything that leaves as a file, and its command line."""

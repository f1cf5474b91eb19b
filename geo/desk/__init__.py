"""The desk: what waits is judged here, what was decided is told from here."""

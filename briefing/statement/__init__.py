"""The statement that a file carries of what it says."""

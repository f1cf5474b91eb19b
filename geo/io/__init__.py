"""Reading the tables and shapes of a data folder, and checking what they hold."""

"""Adding facts to the tables, and the checks that guard them."""

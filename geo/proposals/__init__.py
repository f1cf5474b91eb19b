"""What is typed into a form becomes a proposal: changes of a batch, or what is wrong at a field."""

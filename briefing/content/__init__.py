"""What a file says, before it is laid out."""

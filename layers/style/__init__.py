"""What every drawing shares: styles, colours, symbols and letters."""

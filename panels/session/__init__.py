"""What a person asked for: session, address bar, saved views."""

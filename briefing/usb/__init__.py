"""The edition in one HTML file, for a stick or a mail."""

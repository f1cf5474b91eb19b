"""Where what changes is kept on this machine."""

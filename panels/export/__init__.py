"""The dialog that makes files, and the box that verifies them."""

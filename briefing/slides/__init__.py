"""Slides with text and tables that a person can edit."""

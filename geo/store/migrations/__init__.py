"""Alembic's way from an older store to today's; one folder for SQLite and PostgreSQL."""

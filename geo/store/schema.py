"""The tables of the log, the same in SQLite and PostgreSQL.

Numbers are given by us under the lock of the writer, never by the database: so a log that moves
from one to the other keeps them. Moments are texts, so that both keep them to the letter.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

about = Table(
    "store",
    metadata,
    Column("uid", Text, primary_key=True),
    Column("made_at", Text, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("uid", Text, nullable=False, unique=True),
    Column("base", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("batch.number")),
)

change = Table(
    "change",
    metadata,
    Column("batch", Integer, ForeignKey("batch.number"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("table_name", Text, nullable=False),
    Column("row_key", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("source_id", Text, nullable=False),
    Index("change_subject", "subject"),
)

step = Table(
    "step",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, ForeignKey("batch.number"), nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Integer, unique=True),
    CheckConstraint("(version is not null) = (state = 'applied')", name="step_version"),
    Index("step_batch", "batch"),
)

remark = Table(
    "remark",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, ForeignKey("batch.number"), nullable=False),
    Column("at", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("words", Text, nullable=False),
    Index("remark_batch", "batch"),
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("view", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("wrong", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", Text),
    Column("settled_by", Text),
    Column("reason", Text),
    Column("batch", Integer, ForeignKey("batch.number")),
    CheckConstraint("state = 'open' or contact = ''", name="suggestion_contact"),
    Index("suggestion_state", "state"),
)

file = Table(
    "file",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Files that rows of tables name by their digest (SHA-256): photos. Each stands here once."""

LOG = (about, batch, change, step, remark, suggestion)
"""All that a store holds but files, in the order in which rows can be copied."""
NOT_COPIED = frozenset({"contact"})
"""Columns that stay in the store where they were written: how a reader can be reached."""

"""What is said about a batch that waits, and what readers suggest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; remarks are part of the log, suggestions are settled and lose a contact."""
    op.create_table(
        "remark",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.number"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("remark_batch", "remark", ["batch"])
    op.create_table(
        "suggestion",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("view", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("wrong", sa.Text, nullable=False),
        sa.Column("right", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("settled_at", sa.Text),
        sa.Column("settled_by", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.number")),
        sa.CheckConstraint("state = 'open' or contact = ''", name="suggestion_contact"),
    )
    op.create_index("suggestion_state", "suggestion", ["state"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create trigger remark_append_only before update or delete or truncate on remark "
            "for each statement execute function refuse_change()"
        )
    else:
        for deed in ("update", "delete"):
            op.execute(
                f"create trigger remark_no_{deed} before {deed} on remark "
                "begin select raise(abort, 'the log is append-only'); end"
            )

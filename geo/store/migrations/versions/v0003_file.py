"""Files that rows of tables name by their digest: photos of sites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table; a file is part of the log as the change that names it."""
    op.create_table(
        "file",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        # A picture is compressed already.
        op.execute("alter table file alter column content set storage external")
        op.execute(
            "create trigger file_append_only before update or delete or truncate on file "
            "for each statement execute function refuse_change()"
        )
    else:
        for deed in ("update", "delete"):
            op.execute(
                f"create trigger file_no_{deed} before {deed} on file "
                "begin select raise(abort, 'the log is append-only'); end"
            )

"""The log of changes; nothing in it can be changed or deleted. In PostgreSQL: the geometries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_LOG = ("store", "batch", "change", "step")


def upgrade() -> None:
    """Make the tables, and the guards that keep the log append-only."""
    op.create_table(
        "store",
        sa.Column("uid", sa.Text, primary_key=True),
        sa.Column("made_at", sa.Text, nullable=False),
    )
    op.create_table(
        "batch",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("uid", sa.Text, nullable=False, unique=True),
        sa.Column("base", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("batch.number")),
    )
    op.create_table(
        "change",
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.number"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("table_name", sa.Text, nullable=False),
        sa.Column("row_key", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("old", sa.Text),
        sa.Column("new", sa.Text),
        sa.Column("source_id", sa.Text, nullable=False),
    )
    op.create_index("change_subject", "change", ["subject"])
    op.create_table(
        "step",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batch.number"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, unique=True),
        sa.CheckConstraint("(version is not null) = (state = 'applied')", name="step_version"),
    )
    op.create_index("step_batch", "step", ["batch"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
        _make_features()
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    for table in _LOG:
        for deed in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{deed} before {deed} on {table} "
                "begin select raise(abort, 'the log is append-only'); end"
            )


def _guard_postgresql() -> None:
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as "
        "$$ begin raise exception 'the log is append-only'; end $$"
    )
    for table in _LOG:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate on {table} "
            "for each statement execute function refuse_change()"
        )


def _make_features() -> None:
    """Make the table of geometries; it holds those of the last applied version, and no other."""
    op.execute("create extension if not exists postgis")
    op.execute(
        "create table feature ("
        " noun text not null, id text not null, part integer not null, version integer not null,"
        " name_vi text not null, kind text not null, status text not null,"
        " origin text not null, geometry_kind text not null, evidence text not null,"
        " geom geometry(Geometry, 4326) not null, primary key (noun, id, part))"
    )
    op.execute("create index feature_geom on feature using gist (geom)")

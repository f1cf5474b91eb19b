"""Where a store lies: addresses, folders, and what is refused with a sentence."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from geo.store import database, schema
from geo.store.database import (
    FILE_NAME,
    configured_url,
    mounted_over_network,
    network_type,
    open_store,
    shown,
    url_of,
)
from geo.store.model import StoreError
from geo.store.settings import is_configured
from tests.geo.store.conftest import make_database

MOUNTS = """/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/export /mnt/office nfs4 rw 0 0
//nas/chung /mnt/chung\\040so cifs rw 0 0
tmpfs /mnt/office/fast tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a", ""),
        ("/mnt/office/x", "nfs4"),
        ("/mnt/officer", ""),
        ("/mnt/chung so/kho", "cifs"),
        ("/mnt/office/fast/x", ""),
    ],
)
def test_a_folder_of_another_machine_is_known(path: str, kind: str) -> None:
    assert mounted_over_network(Path(path), MOUNTS) == kind


def test_a_share_of_windows_is_known() -> None:
    assert network_type(Path("//nas/chung/kho")) == "UNC"


def test_pitfall_17_a_network_folder_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "network_type", lambda _: "cifs")
    with pytest.raises(StoreError, match="PostgreSQL") as refused:
        open_store(url_of(str(tmp_path / "share" / FILE_NAME)))
    assert "cifs" in refused.value.words("en")
    assert not (tmp_path / "share").exists()


def test_the_environment_says_where(tmp_path: Path) -> None:
    assert configured_url({}) is None
    assert not is_configured({"SON_LA_STATE": ""})
    url = configured_url({"SON_LA_STATE": str(tmp_path)})
    assert url is not None
    assert url.database == str(tmp_path / "son-la.sqlite3")
    both = {"SON_LA_STATE": str(tmp_path), "SON_LA_DATABASE_URL": "postgres://u:geheim@h/d"}
    url = configured_url(both)
    assert url is not None
    assert url.drivername == "postgresql+psycopg"
    assert shown(url) == "postgresql+psycopg://u:***@h/d"


@pytest.mark.parametrize("address", ["mysql://u:geheim@h/d", "sqlite://", "http://x", "://"])
def test_other_addresses_are_refused_without_repeating_them(address: str) -> None:
    with pytest.raises(StoreError, match="SON_LA_DATABASE_URL") as refused:
        url_of(address)
    assert "geheim" not in str(refused.value)


def test_a_database_that_cannot_be_reached_is_said_without_its_password() -> None:
    with pytest.raises(StoreError, match="báo lỗi") as refused:
        open_store(url_of("postgresql://u:geheim@127.0.0.1:1/d"))
    assert "geheim" not in str(refused.value)


def test_the_file_is_made_at_first_use_and_opens_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / FILE_NAME
    for _ in range(2):
        open_store(url_of(str(path))).dispose()
    with sqlite3.connect(path) as file:
        assert file.execute("pragma journal_mode").fetchone() == ("wal",)
    file.close()


def test_a_database_without_postgis_is_said(postgres_server: str) -> None:
    address = make_database(postgres_server, "no_postgis", "template0")
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.text("create role clerk login"))
        connection.execute(sa.text("grant all on schema public to clerk"))
    engine.dispose()
    with pytest.raises(StoreError, match="CREATE EXTENSION postgis"):
        open_store(url_of(address.replace("son_la@", "clerk@")))


def test_the_migrations_make_what_the_code_counts_on(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table"
                  or name in schema.metadata.tables},
        )  # fmt: skip
        assert compare_metadata(context, schema.metadata) == []

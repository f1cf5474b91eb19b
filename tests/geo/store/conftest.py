"""Each test of the store runs on both: a SQLite file and a PostgreSQL database with PostGIS."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from geo.edit.check import Examined
from geo.store.database import open_store, url_of
from geo.store.ledger import Ledger
from geo.store.log import Log
from geo.store.model import Author, Draft, StoredChange, row_added
from geo.store.overlay import key_columns
from tests.geo.store import postgres

EDITOR, SECOND, APPROVER = (
    Author("An", "editor"), Author("Bình", "editor"), Author("Chi", "approver"),
)  # fmt: skip
# Rows with what must survive: a quote, an accent, Windows' line ends, no end of the last line.
TABLES = {
    "agencies": "id,name_vi,name_en,contact,contact_source_id\r\n"
    'SO-XD,"Sở Xây dựng, tỉnh",Department,,\r\n'
    "UBND-TINH,UBND tỉnh,People's Committee,0212 3852 000,",
    "figures": "subject_id,quantity,value,unit,qualifier,as_of,note_vi,note_en,source_id\n"
    "P-1,capital,100,billion_vnd,,2025,,,S-1\n"
    'P-2,capital,200,billion_vnd,,2025,"một, hai",,S-1\n',
}


@dataclass
class Place:
    """Where stores are made: each call of `new` gives the address of another empty one."""

    folder: Path
    kind: str
    server: str = ""
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def new(self) -> str:
        name = f"store_{next(self.numbers)}"
        if self.kind == "sqlite":
            return str(self.folder / name / "son-la.sqlite3")
        return make_database(self.server, f"{name}_{abs(hash(self.folder))}", "son_la_template")


def make_database(server: str, name: str, template: str) -> str:
    engine = sa.create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name} template {template}")
    engine.dispose()
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give a server with a template: a store that nobody has written to yet."""
    with postgres.server() as address:
        open_store(url_of(make_database(address, "son_la_template", "template1"))).dispose()
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    server = ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
    return Place(tmp_path / "stores", request.param, server)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return make_ground(tmp_path / "data")


@pytest.fixture
def engine(place: Place) -> Iterator[Engine]:
    opened = open_store(url_of(place.new()))
    yield opened
    opened.dispose()


@pytest.fixture
def ledger(engine: Engine, data: Path) -> Ledger:
    return Ledger(Log(engine), data, lenient)


def make_ground(folder: Path) -> Path:
    (folder / "tables").mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / "tables" / f"{name}.csv").write_bytes(text.encode())
    return folder


def lenient(_folder: Path, _drafts: Mapping[str, bytes]) -> Examined:
    """Find nothing wrong: what `geo check` says is tried on the committed data."""
    return Examined(None, ())


def contact(key: str, old: str, new: str) -> StoredChange:
    return StoredChange("agencies", (key,), "contact", old, new)


def draft(*changes: StoredChange, reason: str = "") -> Draft:
    return Draft(changes, reason)


def agency(key: str, name: str = "Ban") -> StoredChange:
    cells = {"id": key, "name_vi": name, "name_en": name}
    return row_added("agencies", key_columns("agencies"), cells)


def table(ledger: Ledger, name: str = "agencies", version: int | None = None) -> str:
    content = ledger.fold(version).drafts.get(name)
    return (content or (ledger.data / "tables" / f"{name}.csv").read_bytes()).decode()

"""Local accounts, their sign-ins, and how failed attempts are slowed down: one private SQLite file.

It lies in the folder that ``SON_LA_STATE`` names and is made with the first account; the key that
signs cookies is made with it. No cookie, token or password stands in it, only digests.

Each call opens the file anew: any thread and any process may ask at any time, and what one of them
changes counts for all at once. Rollback journal, no shared memory: nothing but the file itself.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.files import make_private
from geo.people.errors import PeopleError
from geo.people.passwords import PasswordKeeper, check_password
from geo.people.rights import Person, PersonRole
from geo.state.folder import default_folder, folder_of, refuse_network_folder
from geo.tables import DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

FILE_NAME: Final = "people.sqlite3"
SESSION_SECONDS: Final = 12 * 3600.0
"""How long one stays signed in: a working day."""
FREE_FAILURES: Final = 4
"""Failed attempts for one name that cost no waiting."""
FREE_FAILURES_OF_ADDRESS: Final = 29
FIRST_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 3600.0
_FORGET_SECONDS: Final = 24 * 3600.0
_MOST_ATTEMPTS: Final = 10_000
_MOST_SESSIONS: Final = 20
_BUSY_SECONDS: Final = 10.0
_LOCKED: Final = "another program held it a moment ago"
# Who only reads may not hold a page up: a program that keeps the file locked lets nobody in, and
# is not waited for again and again.
_READING_SECONDS: Final = 1.0
_LOCKED_SECONDS: Final = 5.0
_CLOCK_SECONDS: Final = 300.0  # by how much a clock is put right without anybody noticing
_LONGEST_NAME: Final = 200
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])")
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS person (
    name TEXT PRIMARY KEY, full_name TEXT NOT NULL, role TEXT NOT NULL, agencies TEXT NOT NULL,
    password TEXT NOT NULL, locked INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS session (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, began REAL NOT NULL, ends REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS ended (digest TEXT PRIMARY KEY, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS attempt (
    digest TEXT PRIMARY KEY, failures INTEGER NOT NULL, at REAL NOT NULL, until REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL);
"""


@dataclass(frozen=True)
class Account:
    """A local account as an operator sees it."""

    person: Person
    is_locked: bool = False


@dataclass(frozen=True)
class SignIn:
    """What came of an attempt to sign in.

    Parameters
    ----------
    person
        Who it is, ``None`` where it failed: nobody is told why.
    token
        What the browser is to show from now on.
    device
        What the browser is to show before the next time: that this person has been let in here.
    wait_seconds
        How long no further attempt is looked at; the same for names that do not exist.
    is_known
        Whether the name is that of an account: for the log alone.
    """

    person: Person | None = None
    token: str = ""
    device: str = ""
    wait_seconds: float = 0.0
    is_known: bool = False


class Accounts:
    """The accounts of one folder.

    Parameters
    ----------
    path
        The file; only what writes makes it.
    keeper
        Keeps passwords.
    clock
        Seconds since 1970.
    """

    def __init__(
        self,
        path: Path,
        keeper: PasswordKeeper | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self._keeper = keeper or PasswordKeeper()
        self._clock = clock
        self._locked_until = 0.0

    # What an operator does.

    def list_accounts(self) -> list[Account]:
        """Return all accounts by name."""
        with self._reading() as file:
            rows = file.execute("SELECT * FROM person ORDER BY name") if file else []
            return [_account(row) for row in rows]

    def has_any(self) -> bool:
        """Tell whether there is any account, locked or not."""
        with self._reading() as file:
            return bool(file and file.execute("SELECT 1 FROM person LIMIT 1").fetchone())

    def add(self, person: Person, password: str) -> None:
        """Add an account.

        Raises
        ------
        PeopleError
            If the name is taken or none, the password is easily guessed, or agencies are named for
            another role than editor.
        """
        if not _NAME.fullmatch(person.name):
            raise PeopleError("people.bad-name", name=person.name[:_LONGEST_NAME])
        _check_binding(person.role, person.agencies)
        check_password(password, person.name)
        kept = self._keeper.keep(password)
        agencies = _joined(person.agencies)
        row = (person.name, person.full_name, person.role.value, agencies, kept)
        with self._writing() as file:
            if file.execute("SELECT 1 FROM person WHERE name = ?", (person.name,)).fetchone():
                raise PeopleError("people.taken", name=person.name)
            file.execute(
                "INSERT INTO person (name, full_name, role, agencies, password)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )

    def set_role(self, name: str, role: PersonRole, agencies: frozenset[str] = frozenset()) -> None:
        """Give somebody a role; where they are signed in, they have to do so again.

        Raises
        ------
        PeopleError
            If nobody has the name, or agencies are named for another role than editor.
        """
        _check_binding(role, agencies)
        self._change(name, "role = ?, agencies = ?", (role.value, _joined(agencies)))

    def set_password(self, name: str, password: str) -> None:
        """Give somebody another password; where they are signed in, they have to do so again.

        Raises
        ------
        PeopleError
            If nobody has the name, or the password is easily guessed.
        """
        check_password(password, name)
        self._change(name, "password = ?", (self._keeper.keep(password),), forgives=True)

    def lock(self, name: str) -> None:
        """Let somebody in no more, at once.

        Raises
        ------
        PeopleError
            If nobody has the name.
        """
        self._change(name, "locked = 1")

    def unlock(self, name: str) -> None:
        """Let somebody in again, and forget their failed attempts.

        Raises
        ------
        PeopleError
            If nobody has the name.
        """
        self._change(name, "locked = 0", forgives=True)

    def remove(self, name: str) -> None:
        """Remove an account; what its person did stays in the log.

        Raises
        ------
        PeopleError
            If nobody has the name.
        """
        self._change(name, "locked = 1", forgives=True)
        with self._writing() as file:
            file.execute("DELETE FROM person WHERE name = ?", (name,))

    def _change(
        self, name: str, columns: str, values: tuple[str, ...] = (), *, forgives: bool = False
    ) -> None:
        """Change an account and end its sign-ins.

        Parameters
        ----------
        columns
            Of the table, with question marks: our own words, nobody's input.
        """
        if not self.path.is_file():
            raise PeopleError("people.nobody", name=name[:_LONGEST_NAME])
        with self._writing() as file:
            changed = file.execute(
                f"UPDATE person SET {columns} WHERE name = ?",  # noqa: S608 - see above
                (*values, name),
            )
            if not changed.rowcount:
                raise PeopleError("people.nobody", name=name[:_LONGEST_NAME])
            file.execute("DELETE FROM session WHERE name = ?", (name,))
            if forgives:
                digest = self._digest(file, "name", name)
                file.execute("DELETE FROM attempt WHERE digest = ?", (digest,))

    # What a visitor does.

    def sign_in(self, name: str, password: str, address: str = "", device: str = "") -> SignIn:
        """Let somebody in, or refuse: as slowly and with as many words for names that do not exist.

        A browser in which somebody was let in before has failures of its own for that name: who
        fails on purpose elsewhere does not make them wait.

        Parameters
        ----------
        address
            Whence the attempt comes; empty where that says nothing, as behind a proxy that does
            not tell.
        device
            What the browser was given when somebody was let in, empty for nothing.
        """
        if not self.path.is_file():
            return SignIn()
        typed = name.strip().casefold()[:_LONGEST_NAME]
        with self._writing() as file:
            self._follow_clock(file)
            row = file.execute("SELECT * FROM person WHERE name = ?", (typed,)).fetchone()
            keys = self._counted_by(file, typed, address, device)
            waiting = self._waiting(file, [digest for digest, _ in keys])
            if waiting > 0:
                return SignIn(wait_seconds=waiting, is_known=row is not None)
            # Counted before the password is looked at: guesses at the same moment are many, too.
            for digest, free in keys:
                self._count_failure(file, digest, free)
        kept = row["password"] if row else None
        right = self._keeper.fits(password, kept)
        with self._writing() as file:
            # Locked, removed or changed while the password was looked at.
            now = file.execute("SELECT * FROM person WHERE name = ?", (typed,)).fetchone()
            if not right or now is None or now["locked"] or now["password"] != kept:
                waiting = self._waiting(file, [digest for digest, _ in keys])
                return SignIn(wait_seconds=max(0.0, waiting), is_known=row is not None)
            file.execute("DELETE FROM attempt WHERE digest = ?", (keys[0][0],))
            file.execute(
                "UPDATE attempt SET failures = max(0, failures - 1), until = 0 WHERE digest = ?",
                (keys[-1][0],),
            )
            if self._keeper.is_old(kept):
                fresh = self._keeper.keep(password)
                file.execute("UPDATE person SET password = ? WHERE name = ?", (fresh, typed))
            token, shown = self._begin(file, typed), self._device(file, typed)
            return SignIn(_account(now).person, token, shown, is_known=True)

    def _counted_by(
        self, file: sqlite3.Connection, name: str, address: str, device: str
    ) -> list[tuple[str, int]]:
        """Return under which digests an attempt counts, and how many failures each has free."""
        nonce = device.partition(".")[0] if device.isascii() else ""
        if nonce and hmac.compare_digest(device, self._device(file, name, nonce)):
            own = self._digest(file, "device", device)
            if self._waiting(file, [own]) <= 0:
                return [(own, FREE_FAILURES)]
        keys = [(self._digest(file, "name", name), FREE_FAILURES)]
        if address:
            keys.append((self._digest(file, "address", address), FREE_FAILURES_OF_ADDRESS))
        return keys

    def _device(self, file: sqlite3.Connection, name: str, nonce: str = "") -> str:
        """Return what says that somebody was let in in a browser; good for no other name."""
        nonce = nonce or secrets.token_urlsafe(18)
        return f"{nonce}.{self._mac(file, 'device', f'{name}:{nonce}')}"

    def _follow_clock(self, file: sqlite3.Connection) -> None:
        """Let nobody wait longer because the clock was put back meanwhile."""
        now = self._clock()
        file.execute("UPDATE attempt SET until = until - (at - ?), at = ? WHERE at > ?", (now,) * 3)

    def _waiting(self, file: sqlite3.Connection, digests: Iterable[str]) -> float:
        now = self._clock()
        found = [
            file.execute("SELECT until FROM attempt WHERE digest = ?", (digest,)).fetchone()
            for digest in digests
        ]
        return max((row["until"] - now for row in found if row), default=0.0)

    def _count_failure(self, file: sqlite3.Connection, digest: str, free: int) -> None:
        now = self._clock()
        file.execute("DELETE FROM attempt WHERE at < ?", (now - _FORGET_SECONDS,))
        row = file.execute("SELECT failures FROM attempt WHERE digest = ?", (digest,)).fetchone()
        failures = (row["failures"] if row else 0) + 1
        wait = waiting_seconds(failures - free)
        file.execute(
            "INSERT OR REPLACE INTO attempt (digest, failures, at, until) VALUES (?, ?, ?, ?)",
            (digest, failures, now, now + wait if wait else 0.0),
        )
        file.execute(
            "DELETE FROM attempt WHERE digest IN"
            " (SELECT digest FROM attempt ORDER BY at DESC LIMIT -1 OFFSET ?)",
            (_MOST_ATTEMPTS,),
        )

    def _begin(self, file: sqlite3.Connection, name: str) -> str:
        now = self._clock()
        token = secrets.token_urlsafe(32)
        # What began in the time to come is from before the clock was put back.
        file.execute(
            "DELETE FROM session WHERE ends <= ? OR began > ?", (now, now + _CLOCK_SECONDS)
        )
        file.execute(
            "INSERT INTO session (digest, name, began, ends) VALUES (?, ?, ?, ?)",
            (_sha(token), name, now, now + SESSION_SECONDS),
        )
        file.execute(
            "DELETE FROM session WHERE digest IN (SELECT digest FROM session WHERE name = ?"
            " ORDER BY began DESC LIMIT -1 OFFSET ?)",
            (name, _MOST_SESSIONS),
        )
        return f"{token}.{self._mac(file, 'session', token)}"

    def person_of(self, token: str) -> Person | None:
        """Return who is signed in by a token, ``None`` where it is not, or no more, in force."""
        if not token:
            return None  # who reads without an account needs no file
        now = self._clock()
        with self._reading() as file:
            plain = self._signed(file, token) if file else ""
            row = (
                file.execute(
                    "SELECT person.* FROM session JOIN person USING (name)"
                    " WHERE digest = ? AND ends > ? AND began <= ? AND NOT locked",
                    (_sha(plain), now, now + _CLOCK_SECONDS),
                ).fetchone()
                if file and plain
                else None
            )
            return _account(row).person if row else None

    def sign_out(self, token: str) -> None:
        """End a sign-in everywhere it is still shown."""
        with self._reading() as file:
            plain = self._signed(file, token) if file else ""
        if plain:
            with self._writing() as open_file:
                open_file.execute("DELETE FROM session WHERE digest = ?", (_sha(plain),))

    def end_foreign(self, digest: str) -> None:
        """Let one sign-in by an agency's server count no more.

        Parameters
        ----------
        digest
            Names the sign-in, see :func:`geo.people.claims.sign_in_digest`.
        """
        now = self._clock()
        with self._writing() as file:
            file.execute("DELETE FROM ended WHERE until < ?", (now,))
            file.execute(
                "INSERT OR REPLACE INTO ended (digest, until) VALUES (?, ?)",
                (digest, now + 2 * SESSION_SECONDS),
            )

    def is_ended(self, digest: str) -> bool:
        """Tell whether a sign-in by an agency's server was ended here."""
        with self._reading() as file:
            row = file and file.execute("SELECT 1 FROM ended WHERE digest = ?", (digest,))
            return bool(row and row.fetchone())

    def form_mac(self, nonce: str) -> str:
        """Return what a form shows to prove that we gave it to the browser that holds `nonce`."""
        with self._reading() as file:
            if file is not None:
                return self._mac(file, "form", nonce)
        with self._writing() as file:
            return self._mac(file, "form", nonce)

    # Keys.

    def _signed(self, file: sqlite3.Connection, token: str) -> str:
        """Return the part of a token that was signed by us, empty where it was not."""
        plain, _, mac = token.partition(".")
        if not (plain and mac and token.isascii()):
            return ""
        return plain if hmac.compare_digest(mac, self._mac(file, "session", plain)) else ""

    def _digest(self, file: sqlite3.Connection, kind: str, text: str) -> str:
        """Return what stands for a name or address: what people mistype into names is secret."""
        return self._mac(file, kind, text)

    def _mac(self, file: sqlite3.Connection, purpose: str, text: str) -> str:
        key: bytes = file.execute("SELECT value FROM secret WHERE name = 'key'").fetchone()["value"]
        whole = f"{purpose}:{text}".encode("utf-8", "replace")
        return hmac.new(key, whole, hashlib.sha256).hexdigest()

    # The file.

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        if not self.path.is_file():
            yield None
            return
        if time.monotonic() < self._locked_until:
            raise sqlite3.OperationalError(_LOCKED)
        # Not `ro`: whoever reads first after a crash puts the file in order.
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        file = sqlite3.connect(address, timeout=_READING_SECONDS, uri=True)
        file.row_factory = sqlite3.Row
        try:
            yield file if _is_made(file) else None
        except sqlite3.OperationalError:
            self._locked_until = time.monotonic() + _LOCKED_SECONDS
            raise
        finally:
            file.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Give the file in a transaction of its own: all of it counts, or nothing."""
        self._make_private()
        file = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        file.row_factory = sqlite3.Row
        try:
            if not _is_made(file):
                file.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
            file.execute("BEGIN IMMEDIATE")
            key = secrets.token_bytes(32)
            file.execute("INSERT OR IGNORE INTO secret (name, value) VALUES ('key', ?)", (key,))
            yield file
            file.execute("COMMIT")
        finally:
            file.close()  # rolls back what is not committed

    def _make_private(self) -> None:
        """Make the file for its owner alone, before SQLite would make it for more."""
        make_private(self.path)
        if os.name != "nt" and self.path.stat().st_mode & 0o077:
            self.path.chmod(0o600)


def _is_made(file: sqlite3.Connection) -> bool:
    """Tell whether tables and key are there: somebody may be about to make them."""
    found = file.execute("SELECT 1 FROM sqlite_master WHERE name = 'secret'").fetchone()
    return bool(found and file.execute("SELECT 1 FROM secret WHERE name = 'key'").fetchone())


def waiting_seconds(failures: int) -> float:
    """Return how long one waits after so many failures more than are free: each doubles it.

    Examples
    --------
    >>> [waiting_seconds(failures) for failures in (0, 1, 2, 3, 99)]
    [0.0, 30.0, 60.0, 120.0, 3600.0]
    """
    if failures <= 0:
        return 0.0
    return min(FIRST_WAIT_SECONDS * 2.0 ** min(failures - 1, 30), LONGEST_WAIT_SECONDS)


def _account(row: sqlite3.Row | Mapping[str, str]) -> Account:
    agencies = frozenset(str(row["agencies"]).split())
    person = Person(row["name"], PersonRole(row["role"]), agencies, row["full_name"])
    return Account(person, bool(row["locked"]))


def _check_binding(role: PersonRole, agencies: frozenset[str]) -> None:
    if agencies and role is not PersonRole.EDITOR:
        raise PeopleError("people.binding", role=role.value)


def _joined(agencies: Iterable[str]) -> str:
    return " ".join(sorted(agencies))


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=8)
def _accounts_in(folder: Path) -> Accounts:
    refuse_network_folder(folder, PeopleError)
    return Accounts(folder / FILE_NAME)


def accounts_folder(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return the folder of the accounts: the one that is named, or that beside the data."""
    return folder_of(FILE_NAME, environment)


def open_accounts(
    environment: Mapping[str, str] | None = None, *, make: bool = False
) -> Accounts | None:
    """Return the accounts that are set up, ``None`` where there are none.

    Parameters
    ----------
    make
        Whether they are begun beside the data where no folder is named.

    Raises
    ------
    PeopleError
        If the folder lies on another machine.
    """
    folder = accounts_folder(environment) or (default_folder(DATA) if make else None)
    return _accounts_in(folder) if folder else None

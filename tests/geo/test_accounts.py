"""Local accounts: kept privately, slow to guess, ended when they change, and no name betrayed."""

from __future__ import annotations

import logging
import sqlite3
import stat
import sys
import time
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from geo.people import accounts as module
from geo.people.accounts import SESSION_SECONDS, Accounts, SignIn, waiting_seconds
from geo.people.errors import PeopleError
from geo.people.passwords import PasswordKeeper, check_password
from geo.people.rights import Action, ActionSubject, Person, PersonRole
from geo.people.settings import access_rules
from geo.people.who import COOKIE, NotAllowedError, require, who_is

PASSWORD = "đường lên núi cao"
AN = Person("an", PersonRole.EDITOR, frozenset({"SO-XD", "SO-TC"}), "Nguyễn Văn An")


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def cheap(path: Path, clock: Clock) -> Accounts:
    """Give accounts whose passwords cost nothing."""
    return Accounts(path, PasswordKeeper(PasswordHasher(1, 8, 1)), clock)


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    found = cheap(tmp_path / "state" / "people.sqlite3", clock)
    found.add(AN, PASSWORD)
    return found


def test_who_signs_in_is_known_until_the_day_ends(accounts: Accounts, clock: Clock) -> None:
    done = accounts.sign_in(" An ", PASSWORD)
    assert done.person == AN
    assert accounts.person_of(done.token) == AN
    clock.now += SESSION_SECONDS - 1
    assert accounts.person_of(done.token) == AN
    clock.now += 1
    assert accounts.person_of(done.token) is None


def test_a_password_is_the_same_in_either_normal_form(accounts: Accounts) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert accounts.sign_in("an", decomposed).person == AN


def test_without_a_file_nobody_is_let_in_and_none_is_made(tmp_path: Path, clock: Clock) -> None:
    empty = cheap(tmp_path / "none" / "people.sqlite3", clock)
    assert empty.sign_in("an", PASSWORD) == SignIn()
    assert (empty.has_any(), empty.list_accounts(), empty.person_of("a.b")) == (False, [], None)
    assert not empty.path.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_the_file_is_its_owners_alone(accounts: Accounts) -> None:
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(accounts.path.parent.stat().st_mode) == 0o700
    accounts.path.chmod(0o644)
    accounts.lock("an")
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_nothing_secret_stands_in_the_file(accounts: Accounts) -> None:
    token = accounts.sign_in("an", PASSWORD, "10.0.0.7").token
    accounts.sign_in("mat khau go nham", "x", "10.0.0.7")
    content = accounts.path.read_bytes()
    for secret in (PASSWORD.encode(), token.partition(".")[0].encode(), b"go nham", b"10.0.0.7"):
        assert secret not in content
    assert b"$argon2id$" in content


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.set_role("an", PersonRole.READER),
        lambda found: found.set_password("an", "một mật khẩu khác"),
        lambda found: found.lock("an"),
        lambda found: found.remove("an"),
    ],
)
def test_a_change_ends_every_sign_in(accounts: Accounts, change: object) -> None:
    tokens = [accounts.sign_in("an", PASSWORD).token for _ in range(2)]
    assert callable(change)
    change(accounts)
    assert [accounts.person_of(token) for token in tokens] == [None, None]


def test_signing_out_ends_one_sign_in(accounts: Accounts) -> None:
    one, other = (accounts.sign_in("an", PASSWORD).token for _ in range(2))
    accounts.sign_out(one)
    assert (accounts.person_of(one), accounts.person_of(other)) == (None, AN)


def test_a_token_of_somebody_elses_making_is_none(accounts: Accounts, tmp_path: Path) -> None:
    token = accounts.sign_in("an", PASSWORD).token
    plain, _, mac = token.partition(".")
    other = cheap(tmp_path / "other.sqlite3", Clock())
    other.add(AN, PASSWORD)
    for forged in (plain, f"{plain}.", f"{plain}.{mac[:-1]}", f".{mac}", "", "é.é", f"{token}.x"):
        assert accounts.person_of(forged) is None
    assert other.person_of(token) is None


def test_an_account_that_is_locked_looks_like_a_wrong_password(accounts: Accounts) -> None:
    accounts.lock("an")
    locked, wrong, unknown = (
        accounts.sign_in("an", PASSWORD),
        accounts.sign_in("an", "wrong"),
        accounts.sign_in("nobody", "wrong"),
    )
    seen = {(one.person, one.token, one.wait_seconds) for one in (locked, wrong, unknown)}
    assert seen == {(None, "", 0.0)}
    accounts.unlock("an")
    assert accounts.sign_in("an", PASSWORD).person == AN


def test_whoever_tries_costs_the_same_work(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody finds out by a clock which names exist."""
    work: list[str] = []
    for name in ("hash", "verify"):
        whole = getattr(PasswordHasher, name)

        def counted(
            *given: object, whole: Callable[..., object] = whole, name: str = name
        ) -> object:
            work.append(name)
            return whole(*given)

        monkeypatch.setattr(PasswordHasher, name, counted)
    accounts.add(Person("khoa", PersonRole.READER), PASSWORD)
    accounts.lock("khoa")
    accounts.sign_in("an", "first of this process")
    done = []
    for name, password in (("an", "sai"), ("khoa", PASSWORD), ("nobody", "sai"), ("an", "x" * 999)):
        work.clear()
        accounts.sign_in(name, password)
        done.append([*work])
    assert done == [["verify"]] * 4


@pytest.mark.parametrize("name", ["an", "nobody"])
def test_failures_cost_more_and_more_waiting_whether_the_name_exists_or_not(
    accounts: Accounts, clock: Clock, name: str
) -> None:
    waits = []
    for _ in range(7):
        waits.append(accounts.sign_in(name, "wrong").wait_seconds)
        clock.now += waits[-1]
    assert waits == [0, 0, 0, 0, 30, 60, 120]


def test_the_right_password_clears_the_count_and_is_refused_while_one_waits(
    accounts: Accounts, clock: Clock
) -> None:
    waits = [accounts.sign_in("an", "wrong").wait_seconds for _ in range(5)]
    assert waits == [0, 0, 0, 0, 30]
    assert accounts.sign_in("an", PASSWORD) == SignIn(wait_seconds=30, is_known=True)
    clock.now += 30
    assert accounts.sign_in("an", PASSWORD).person == AN
    assert [accounts.sign_in("an", "wrong").wait_seconds for _ in range(5)] == waits


def test_a_new_password_and_unlocking_forgive(accounts: Accounts) -> None:
    for forgive in (accounts.unlock, lambda name: accounts.set_password(name, PASSWORD)):
        for _ in range(6):
            accounts.sign_in("an", "wrong")
        forgive("an")
        assert accounts.sign_in("an", PASSWORD).person == AN


def test_one_address_that_tries_many_names_waits_for_all_of_them(accounts: Accounts) -> None:
    for number in range(29):
        assert not accounts.sign_in(f"name{number}", "wrong", "10.0.0.7").wait_seconds
    assert accounts.sign_in("an", PASSWORD, "10.0.0.7").person == AN
    for number in range(2):
        accounts.sign_in(f"more{number}", "wrong", "10.0.0.7")
    assert accounts.sign_in("an", PASSWORD, "10.0.0.7").wait_seconds == 30
    assert accounts.sign_in("an", PASSWORD, "10.0.0.8").person == AN


def test_who_fails_on_purpose_makes_nobody_wait_where_they_were_let_in_before(
    accounts: Accounts, clock: Clock
) -> None:
    known = accounts.sign_in("an", PASSWORD, "10.0.0.7").device
    accounts.add(Person("binh", PersonRole.READER), PASSWORD)
    for number in range(60):
        accounts.sign_in(("an", "binh")[number % 2], "wrong", "10.0.0.7")
    assert accounts.sign_in("an", PASSWORD, "10.0.0.7").wait_seconds > 0
    for other in ("", ".", f"x{known}", f"{known}x", f"{known.partition('.')[0]}.", "ü.ü"):
        assert accounts.sign_in("an", PASSWORD, "10.0.0.7", other).wait_seconds > 0
    # It is good for one name, and for few failures.
    assert accounts.sign_in("binh", PASSWORD, "10.0.0.7", known).wait_seconds > 0
    assert accounts.sign_in("an", PASSWORD, "10.0.0.7", known).person == AN
    waits = [accounts.sign_in("an", "wrong", "10.0.0.7", known).wait_seconds for _ in range(5)]
    assert waits == [0, 0, 0, 0, 30]
    assert accounts.sign_in("an", PASSWORD, "10.0.0.7", known).wait_seconds >= 30
    clock.now += 30
    assert accounts.sign_in("an", PASSWORD, "10.0.0.7", known).person == AN


def test_a_clock_that_is_put_back_keeps_nobody_in_and_nobody_out(
    accounts: Accounts, clock: Clock
) -> None:
    year = 365 * 86_400
    clock.now += year
    token = accounts.sign_in("an", PASSWORD).token
    waits = [accounts.sign_in("an", "wrong").wait_seconds for _ in range(5)]
    assert waits[-1] == 30
    clock.now -= 60
    assert accounts.person_of(token) == AN
    clock.now -= year
    assert accounts.person_of(token) is None
    assert 0 < accounts.sign_in("an", PASSWORD).wait_seconds <= 30
    clock.now += 30
    assert accounts.sign_in("an", PASSWORD).person == AN


def test_a_reader_without_an_account_needs_no_file_and_a_locked_one_holds_nobody_up(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_READING_SECONDS", 0.05)
    token = accounts.sign_in("an", PASSWORD).token
    other = sqlite3.connect(accounts.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert who_is({}, accounts=accounts) is None
        assert who_is({COOKIE: token}, accounts=accounts) is None
        monkeypatch.setattr(module, "_READING_SECONDS", 60.0)
        assert who_is({COOKIE: token}, accounts=accounts) is None  # not waited for again
    finally:
        other.close()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + module._LOCKED_SECONDS)
    assert who_is({COOKIE: token}, accounts=accounts) == AN


def test_guesses_at_the_same_moment_count_each(accounts: Accounts) -> None:
    with ThreadPoolExecutor(8) as pool:
        tried = [*pool.map(lambda _: accounts.sign_in("an", "wrong"), range(24))]
    assert sum(not one.wait_seconds for one in tried) <= 4
    assert accounts.sign_in("an", PASSWORD).wait_seconds == 30


def test_the_list_of_failures_does_not_grow_without_end(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_ATTEMPTS", 5)
    for number in range(12):
        accounts.sign_in(f"name{number}", "wrong")
    with sqlite3.connect(accounts.path) as file:
        assert file.execute("SELECT count(*) FROM attempt").fetchone() == (5,)
    file.close()


def test_only_so_many_sign_ins_of_one_person(accounts: Accounts, clock: Clock) -> None:
    tokens = []
    for _ in range(module._MOST_SESSIONS + 1):
        clock.now += 1
        tokens.append(accounts.sign_in("an", PASSWORD).token)
    assert accounts.person_of(tokens[0]) is None
    assert accounts.person_of(tokens[1]) == AN


def test_a_password_kept_at_another_cost_is_kept_anew(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "people.sqlite3"
    cheap(path, clock).add(AN, PASSWORD)
    dearer = Accounts(path, PasswordKeeper(PasswordHasher(2, 16, 1)), clock)
    assert dearer.sign_in("an", PASSWORD).person == AN
    assert b"m=16,t=2,p=1" in path.read_bytes()
    assert dearer.sign_in("an", PASSWORD).person == AN


def test_what_is_kept_by_default_costs_what_rfc_9106_says() -> None:
    kept = PasswordKeeper().keep(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_two_who_add_the_first_account_share_one_key(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "people.sqlite3"

    def add(number: int) -> Accounts:
        one = cheap(path, clock)
        one.add(Person(f"name{number}", PersonRole.READER), PASSWORD)
        return one

    with ThreadPoolExecutor(6) as pool:
        made = [*pool.map(add, range(6))]
    assert len(made[0].list_accounts()) == 6
    assert len({one.form_mac("nonce") for one in made}) == 1


@pytest.mark.parametrize("name", ["", "An", "an ", "a b", "đức", "a@b", "-an", "an.", "a" * 41])
def test_a_name_that_could_be_mistaken_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(PeopleError, match="không dùng được"):
        accounts.add(Person(name, PersonRole.READER), PASSWORD)


def test_what_does_not_fit_is_refused(accounts: Accounts) -> None:
    with pytest.raises(PeopleError, match="Đã có tài khoản"):
        accounts.add(AN, PASSWORD)
    with pytest.raises(PeopleError, match="biên tập"):
        accounts.set_role("an", PersonRole.APPROVER, frozenset({"SO-XD"}))
    for deed in (accounts.lock, accounts.unlock, accounts.remove):
        with pytest.raises(PeopleError, match="Không có tài khoản"):
            deed("nobody")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("ngắn", "ít nhất 10"),
        ("x" * 201, "tối đa 200"),
        ("aaaaaaaaaaaa", "dễ đoán"),
        ("1234567890", "dễ đoán"),
        ("nguyen.van.an1", "dễ đoán"),
        ("Matkhau12345", None),
        ("password-sonla", "dễ đoán"),
        ("tab\tgiữa các từ", "không in được"),
        ("\ud800 lone surrogate", "không in được"),
    ],
)
def test_passwords_that_everybody_tries_are_refused(password: str, words: str | None) -> None:
    if words is None:
        check_password(password, "nguyen.van.an")
        return
    with pytest.raises(PeopleError, match=words):
        check_password(password, "nguyen.van.an")


@given(st.integers(-5, 10_000))
def test_waiting_grows_and_ends(failures: int) -> None:
    wait = waiting_seconds(failures)
    assert 0 <= wait <= waiting_seconds(failures + 1) <= 3600
    assert (wait > 0) == (failures > 0)


def test_who_is_reads_the_cookie_and_nothing_else(accounts: Accounts, clock: Clock) -> None:
    token = accounts.sign_in("an", PASSWORD).token
    assert who_is({COOKIE: token}, None, accounts, clock) == AN
    assert who_is({COOKIE: "x"}, None, accounts, clock) is None
    assert who_is({}, None, accounts, clock) is None


def test_a_file_that_cannot_be_read_lets_nobody_in(
    accounts: Accounts, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    token = accounts.sign_in("an", PASSWORD).token
    accounts.path.write_bytes(b"not a database at all" * 100)
    assert who_is({COOKIE: token}, None, accounts, clock) is None
    assert "nobody is let in" in caplog.text
    assert token not in caplog.text


def test_a_refusal_is_logged_with_who_and_what(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SON_LA_SECOND_EYES", raising=False)
    subject = ActionSubject("DT-101\nforged line", author="an")
    with caplog.at_level(logging.WARNING), pytest.raises(NotAllowedError, match="người thứ hai"):
        require(Person("an", PersonRole.APPROVER), Action.APPROVE, subject)
    assert caplog.messages == ["refused: an (approver) may not approve 'DT-101 forged line': own"]
    with pytest.raises(NotAllowedError, match="đăng nhập"):
        require(None, Action.PROPOSE)
    monkeypatch.setenv("SON_LA_SECOND_EYES", "off")
    require(Person("an", PersonRole.APPROVER), Action.APPROVE, subject)


def test_a_setting_that_is_no_word_of_ours_counts_as_the_safe_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    usual = access_rules({})
    assert (usual.reading_open, usual.suggestions_on, usual.second_eyes) == (True, True, True)
    given = {"SON_LA_READING": "Closed", "SON_LA_SUGGESTIONS": "off", "SON_LA_SECOND_EYES": "off"}
    chosen = access_rules(given)
    assert (chosen.reading_open, chosen.suggestions_on, chosen.second_eyes) == (False,) * 3
    typo = access_rules(dict.fromkeys(given, "opne"))
    assert (typo.reading_open, typo.suggestions_on, typo.second_eyes) == (False, False, True)
    assert "SON_LA_READING" in caplog.text


def test_a_change_that_breaks_off_did_not_happen(accounts: Accounts) -> None:
    def broken() -> None:
        with accounts._writing() as file:
            file.execute("DELETE FROM person")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert [one.person for one in accounts.list_accounts()] == [AN]

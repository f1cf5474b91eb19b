"""``python -m geo user``: no password is ever an argument, and each deed says what it did."""

from __future__ import annotations

import getpass
import io
import json
import sys
from pathlib import Path

import pytest

from geo.cli.commands import main
from geo.people.accounts import Accounts, open_accounts
from geo.people.rights import Person, PersonRole
from geo.state import folder

PASSWORD = "đường lên núi cao"


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path))
    found = open_accounts()
    assert found
    return found


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_an_account_from_first_to_last(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, f"{PASSWORD}\n")
    words = ["add", "an", "--role", "editor", "--agency", "SO-XD", "--full-name", "Nguyễn Văn An"]
    assert main(["user", *words]) == 0
    assert capsys.readouterr().out == "Đã thêm tài khoản an\n"
    assert main(["user", "list", "--format", "json"]) == 0
    listed = {
        "name": "an",
        "full_name": "Nguyễn Văn An",
        "role": "editor",
        "agencies": ["SO-XD"],
        "locked": False,
    }
    assert json.loads(capsys.readouterr().out) == [listed]
    token = accounts.sign_in("an", PASSWORD).token
    assert accounts.person_of(token)
    assert main(["user", "role", "an", "--role", "approver", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "an has another role and must sign in again\n"
    assert accounts.person_of(token) is None
    assert main(["user", "lock", "an"]) == 0
    assert main(["user", "list"]) == 0
    assert "Người duyệt      đã khoá  Nguyễn Văn An" in capsys.readouterr().out
    assert main(["user", "unlock", "an"]) == 0
    typed(monkeypatch, "mật khẩu thứ hai\n")
    assert main(["user", "password", "an"]) == 0
    assert accounts.sign_in("an", "mật khẩu thứ hai").person
    assert main(["user", "remove", "an"]) == 0
    assert accounts.list_accounts() == []
    assert PASSWORD not in capsys.readouterr().out


REFUSALS = [
    (["add", "an", "--role", "editor"], "", "ít nhất 10"),
    (["add", "an", "--role", "editor"], "ngắn quá\n", "ít nhất 10"),
    (["add", "An B", "--role", "reader"], PASSWORD, "nguyen.van.an"),
    (["add", "an", "--role", "editor", "--agency", "XX"], PASSWORD, "SO-XD"),
    (["add", "an", "--role", "admin", "--agency", "SO-XD"], PASSWORD, "bỏ --agency"),
    (["lock", "nobody"], "", "Không có tài khoản"),
]


@pytest.mark.parametrize("case", REFUSALS)
def test_what_is_refused_is_said_in_one_line(
    accounts: Accounts,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    case: tuple[list[str], str, str],
) -> None:
    words, typed_in, said = case
    typed(monkeypatch, typed_in)
    assert main(["user", *words]) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert said in out.err
    assert out.err.count("\n") == 1
    assert accounts.list_accounts() == []


def test_at_a_terminal_it_is_asked_for_twice(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = [PASSWORD, "another one here", PASSWORD, PASSWORD]
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda _: answers.pop(0))
    assert main(["user", "add", "an", "--role", "reader"]) == 2
    assert "không giống nhau" in capsys.readouterr().err
    assert main(["user", "add", "an", "--role", "reader"]) == 0
    assert accounts.sign_in("an", PASSWORD).person


def test_without_accounts_it_says_how_to_make_one_and_where_they_are_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SON_LA_STATE", raising=False)
    assert main(["user", "list"]) == 2
    said = capsys.readouterr().err
    assert "SON_LA_STATE" in said
    assert "python -m geo user add" in said


def test_the_first_account_is_kept_beside_the_data_where_no_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SON_LA_STATE", raising=False)
    monkeypatch.setattr("geo.state.folder.DATA", tmp_path / "data")
    monkeypatch.setattr("geo.people.accounts.DATA", tmp_path / "data")
    assert open_accounts() is None
    made = open_accounts(make=True)
    assert made is not None
    made.add(Person("an", PersonRole.EDITOR), "núi cao sông dài")
    assert (tmp_path / "state" / "people.sqlite3").is_file()
    again = open_accounts()
    assert again is not None
    assert again.has_any()


def test_a_network_folder_holds_no_accounts_as_it_holds_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(folder, "network_type", lambda _: "cifs")
    monkeypatch.setenv("SON_LA_STATE", str(tmp_path / "share"))
    typed(monkeypatch, f"{PASSWORD}\n")
    assert main(["user", "add", "an", "--role", "editor"]) == 2
    said = capsys.readouterr().err
    assert str(tmp_path / "share") in said
    assert "cifs" in said
    assert main(["store", "status"]) == 2
    assert capsys.readouterr().err == said
    assert not (tmp_path / "share").exists()

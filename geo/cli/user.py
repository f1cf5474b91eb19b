"""``python -m geo user``: the local accounts; passwords are asked for, never arguments."""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING, Any

from geo.errors import SonLaMapError
from geo.people.errors import PeopleError
from geo.people.rights import Person, PersonRole
from geo.state.folder import STATE_VARIABLE
from geo.strings import languages, say
from geo.text import DEFAULT_LANGUAGE, nfc

if TYPE_CHECKING:
    import argparse

    from geo.people.accounts import Account, Accounts

USER_FORMATS = ("table", "json")


class UserCommandError(SonLaMapError, ValueError):
    """A command about accounts cannot be done; the message is in the asked language."""


def add_user_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the commands about accounts and their options."""
    deeds = parser.add_subparsers(dest="deed", required=True)
    added = deeds.add_parser("add", help="add an account; its password is asked for")
    listed = deeds.add_parser("list", help="all accounts")
    listed.add_argument("--format", choices=USER_FORMATS, default="table")
    role = deeds.add_parser("role", help="give somebody another role")
    for deed in (added, role):
        deed.add_argument(
            "--role", choices=[*PersonRole], required=True, help=", ".join(PersonRole)
        )
    added.add_argument("--full-name", default="", metavar="WORDS", help="as people call them")
    others = [
        deeds.add_parser("lock", help="let somebody in no more, at once"),
        deeds.add_parser("unlock", help="let somebody in again, failed attempts forgotten"),
        deeds.add_parser("password", help="give somebody another password, which is asked for"),
        deeds.add_parser("remove", help="remove an account; what its person did stays in the log"),
    ]
    for deed in (added, role):
        words = "an agency that an editor is bound to; repeatable, all without it"
        deed.add_argument("--agency", action="append", default=[], metavar="ID", help=words)
    for deed in (added, role, *others):
        deed.add_argument("name", metavar="NAME", help="small letters, digits, dots, hyphens")
    for deed in (added, listed, role, *others):
        deed.add_argument("--lang", choices=languages(), default=DEFAULT_LANGUAGE)


def run_user(deed: str, language: str, options: dict[str, Any]) -> str:
    """Do one of the commands; return what it prints.

    Raises
    ------
    UserCommandError
        If no folder of this machine is set up for accounts, or the accounts refuse.
    """
    from geo.people.accounts import open_accounts

    try:
        accounts = open_accounts(make=deed == "add")
        if accounts is None:
            raise UserCommandError(say("people.none", language, variable=STATE_VARIABLE))
        return _done(deed, accounts, language, options)
    except PeopleError as error:
        raise UserCommandError(error.words(language)) from error


def _done(deed: str, accounts: Accounts, language: str, options: dict[str, Any]) -> str:
    if deed == "list":
        return _listed(accounts.list_accounts(), options["format"], language)
    name: str = options["name"]
    match deed:
        case "add":
            agencies = _known_agencies(options["agency"], language)
            full_name = nfc(" ".join(options["full_name"].split()))
            person = Person(name, PersonRole(options["role"]), agencies, full_name)
            accounts.add(person, _asked_password(language))
        case "role":
            agencies = _known_agencies(options["agency"], language)
            accounts.set_role(name, PersonRole(options["role"]), agencies)
        case "lock":
            accounts.lock(name)
        case "unlock":
            accounts.unlock(name)
        case "password":
            accounts.set_password(name, _asked_password(language))
        case "remove":
            accounts.remove(name)
    # One sentence a deed.
    return say(f"people.done-{deed}", language, name=name)


def _known_agencies(ids: list[str], language: str) -> frozenset[str]:
    if not ids:
        return frozenset()
    from geo.io.load import load

    known = load().agencies
    for agency in ids:
        if agency not in known:
            raise UserCommandError(
                say("people.bad-agency", language, value=agency, known=", ".join(known))
            )
    return frozenset(ids)


def _asked_password(language: str) -> str:
    """Ask for a password at the terminal, twice; without one take the first line of the input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"{say('people.ask-password', language)} ")
    if getpass.getpass(f"{say('people.ask-again', language)} ") != first:
        raise UserCommandError(say("people.not-alike", language))
    return first


def _listed(accounts: list[Account], form: str, language: str) -> str:
    if form == "json":
        rows = [
            {
                "name": account.person.name,
                "full_name": account.person.full_name,
                "role": account.person.role,
                "agencies": sorted(account.person.agencies),
                "locked": account.is_locked,
            }
            for account in accounts
        ]
        return json.dumps(rows, ensure_ascii=False, indent=2)
    if not accounts:
        return say("people.list-none", language)
    lines = []
    for account in accounts:
        person = account.person
        role = say(f"people.role-{person.role}", language)
        locked = say("people.list-locked", language) if account.is_locked else ""
        agencies = ", ".join(sorted(person.agencies))
        lines.append(
            f"{person.name:<24} {role:<16} {locked:<8} {person.full_name:<28} {agencies}".rstrip()
        )
    return "\n".join(lines)

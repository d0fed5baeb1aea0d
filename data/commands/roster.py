"""`roster list|invite|revoke`: who may sign in, and what they see."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from data import roster
from data.access import ROLES
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.roster import Person


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="everybody, those with access first")
    listing.add_argument("--json", action="store_true", help="print one JSON object")
    inviting = actions.add_parser("invite", help="give access, or change what somebody sees")
    inviting.add_argument("email", metavar="ADDRESS")
    inviting.add_argument("--issuer", required=True, help="https:// address of the provider")
    inviting.add_argument("--role", required=True, choices=ROLES)
    inviting.add_argument(
        "--client", action="append", metavar="ID", help="may be repeated; managers: default all"
    )
    revoking = actions.add_parser("revoke", help="take access away, from the next click on")
    revoking.add_argument("email", metavar="ADDRESS")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    warehouse = workplace.warehouse
    if arguments.action == "invite":
        person = roster.invite(
            warehouse, arguments.issuer, arguments.email, arguments.role, arguments.client
        )
        console.print(_line(person))
    elif arguments.action == "revoke":
        roster.revoke(warehouse, arguments.email)
        console.print(f"{arguments.email} has no access any more.")
    else:
        found = roster.people(warehouse)
        if arguments.json:
            console.print_json({"people": [asdict(person) for person in found]})
        else:
            console.print("\n".join(map(_line, found)) or "Nobody is on the roster yet.")
    return 0


def _line(person: Person) -> str:
    sees = "all clients" if person.clients is None else ", ".join(person.clients) or "nothing"
    state = "revoked" if person.revoked_at else "signed in" if person.has_signed_in else "invited"
    return f"{person.email:<32} {person.role:<14} {state:<10} sees {sees}"

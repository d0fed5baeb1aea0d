"""The roster as administrators keep it: invited, changed, sent away, and never nobody in charge."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data import roster, schedules
from data.access import Scope, Viewer, viewer_of
from data.errors import AccessDenied, ReportError
from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.fresh import fresh

ISSUER = "https://id.example"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with fresh(tmp_path / "roster.duckdb") as opened:
        roster.invite(opened, ISSUER, "owner@example.com", "administrator", None)
        yield opened


def claims(subject: str, email: str, **changes: Any) -> dict[str, Any]:
    signed = {"iss": ISSUER, "sub": subject, "email": email, "email_verified": True}
    return signed | {"exp": time.time() + 60} | changes


def seen_by(warehouse: Warehouse, signed: dict[str, Any]) -> Viewer:
    with warehouse.read() as connection:
        return viewer_of(connection, signed)


def test_an_invited_person_is_let_in_by_a_verified_address(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "Ann@Example.com", "client", ["cus_42"])
    viewer = seen_by(warehouse, claims("s-1", "ann@example.com"))
    assert viewer == Viewer("ann@example.com", "client", Scope.of(["cus_42"]))


def test_an_address_that_only_looks_the_same_in_lower_case_is_another(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "kate@example.com", "client", ["cus_42"])
    assert seen_by(warehouse, claims("s-1", "KATE@Example.com")).role == "client"
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("s-2", "\u212aate@example.com"))
    assert not roster.bind(warehouse, claims("s-2", "\u212aate@example.com"))


@pytest.mark.parametrize(
    "changes",
    [{"email_verified": False}, {"email_verified": "true"}, {"iss": "https://other.example"}],
    ids=["not-verified", "a-text", "another-issuer"],
)
def test_an_address_that_nobody_verified_opens_nothing(
    warehouse: Warehouse, changes: dict[str, Any]
) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "client", ["cus_42"])
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("s-1", "ann@example.com", **changes))
    assert not roster.bind(warehouse, claims("s-1", "ann@example.com", **changes))


def test_after_the_first_sign_in_the_subject_counts_and_the_address_no_more(
    warehouse: Warehouse,
) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "client", ["cus_42"])
    assert roster.bind(warehouse, claims("s-1", "ann@example.com"))
    assert not roster.bind(warehouse, claims("s-2", "ann@example.com"))
    assert seen_by(warehouse, claims("s-1", "new@example.com")).role == "client"
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("s-2", "ann@example.com"))


def test_who_holds_a_revoked_address_next_gets_nothing_of_who_held_it(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "client", ["cus_42"])
    roster.bind(warehouse, claims("s-1", "ann@example.com"))
    roster.revoke(warehouse, "ann@example.com")
    roster.invite(warehouse, ISSUER, "ann@example.com", "manager", None)
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("s-1", "left@example.com"))
    assert roster.bind(warehouse, claims("s-2", "ann@example.com"))
    assert seen_by(warehouse, claims("s-2", "ann@example.com")).role == "manager"
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("s-1", "ann@example.com"))


@pytest.mark.parametrize("is_revoked", [True, False])
def test_a_person_invited_by_a_new_address_keeps_one_line(
    warehouse: Warehouse, is_revoked: bool
) -> None:
    roster.invite(warehouse, ISSUER, "bob@old.example", "client", ["cus_42"])
    roster.bind(warehouse, claims("s-9", "bob@old.example"))
    if is_revoked:
        roster.revoke(warehouse, "bob@old.example")
    roster.invite(warehouse, ISSUER, "bob@new.example", "client", ["cus_07"])
    assert roster.bind(warehouse, claims("s-9", "bob@new.example"))
    assert seen_by(warehouse, claims("s-9", "bob@new.example")).scope == Scope.of(["cus_07"])
    assert len(roster.people(warehouse)) == 2  # with the owner


def test_a_subject_that_looks_like_an_invitation_is_nobody(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "manager", None)
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("invited:ann@example.com", "eve@example.com"))


def test_a_second_invitation_changes_what_the_same_person_sees(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "manager", ["cus_42"])
    roster.bind(warehouse, claims("s-1", "ann@example.com"))
    roster.invite(warehouse, ISSUER, "ann@example.com", "manager", None)
    assert seen_by(warehouse, claims("s-1", "ann@example.com")).scope == Scope.everything()
    assert len(roster.people(warehouse)) == 2


def test_a_manager_of_some_clients_does_not_see_the_workings(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "manager", ["cus_42", "cus_07"])
    viewer = seen_by(warehouse, claims("s-1", "ann@example.com"))
    assert viewer.scope == Scope.of(["cus_07", "cus_42"]) and not viewer.is_staff


def test_a_revoked_person_is_out_at_once_and_may_come_back(warehouse: Warehouse) -> None:
    roster.invite(warehouse, ISSUER, "ann@example.com", "analyst", None)
    roster.bind(warehouse, claims("s-1", "ann@example.com"))
    assert roster.revoke(warehouse, "ann@example.com") == 1
    with pytest.raises(AccessDenied):
        seen_by(warehouse, claims("s-1", "ann@example.com"))
    roster.invite(warehouse, ISSUER, "ann@example.com", "analyst", None)
    assert seen_by(warehouse, claims("s-1", "ann@example.com")).is_staff


@pytest.mark.parametrize(
    ("email", "role", "clients", "issuer"),
    [
        ("ann", "analyst", None, ISSUER),
        ("ann@example.com", "gardener", None, ISSUER),
        ("ann@example.com", "client", [], ISSUER),
        ("ann@example.com", "client", None, ISSUER),
        ("ann@example.com", "analyst", None, "id.example"),
        ("owner@example.com", "analyst", None, ISSUER),
    ],
    ids=["address", "role", "no-clients", "clients-unset", "issuer", "last-administrator"],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    warehouse: Warehouse, email: str, role: str, clients: list[str] | None, issuer: str
) -> None:
    before = roster.people(warehouse)
    with pytest.raises(ReportError):
        roster.invite(warehouse, issuer, email, role, clients)
    assert roster.people(warehouse) == before


def test_the_last_administrator_cannot_be_sent_away(warehouse: Warehouse) -> None:
    with pytest.raises(ReportError, match="needs an administrator"):
        roster.revoke(warehouse, "owner@example.com")
    assert seen_by(warehouse, claims("s-0", "owner@example.com")).is_administrator


def sends_reports(warehouse: Warehouse, who: str) -> None:
    for client in ("cus_42", "cus_07"):
        schedules.create(
            warehouse,
            client_id=client,
            cadence="weekly",
            zone="UTC",
            recipients=["ann@example.com"],
            created_by=who,
        )


def test_what_a_person_sends_ends_with_their_access_under_a_newer_address(
    warehouse: Warehouse,
) -> None:
    roster.invite(warehouse, ISSUER, "max@old.example", "manager", None)
    roster.bind(warehouse, claims("s-3", "max@old.example"))
    sends_reports(warehouse, "max@old.example")
    roster.invite(warehouse, ISSUER, "max@new.example", "manager", ["cus_07"])
    roster.bind(warehouse, claims("s-3", "max@new.example"))
    (kept,) = schedules.listed(warehouse, Scope.everything())
    assert (kept.client_id, kept.created_by) == ("cus_07", "max@new.example")
    roster.revoke(warehouse, "max@new.example")
    assert not schedules.listed(warehouse, Scope.everything())


@pytest.mark.parametrize("change", ["revoked", "narrowed", "analyst"])
def test_what_a_person_sends_ends_with_their_access(warehouse: Warehouse, change: str) -> None:
    roster.invite(warehouse, ISSUER, "max@example.com", "manager", None)
    sends_reports(warehouse, "max@example.com")
    if change == "revoked":
        roster.revoke(warehouse, "max@example.com")
    else:
        role, clients = ("manager", ["cus_42"]) if change == "narrowed" else ("analyst", None)
        roster.invite(warehouse, ISSUER, "max@example.com", role, clients)
    running = [one.client_id for one in schedules.listed(warehouse, Scope.everything())]
    assert running == (["cus_42"] if change == "narrowed" else [])


def test_the_command_invites_lists_and_revokes(warehouse: Warehouse) -> None:
    words = ("--issuer", ISSUER, "--role", "client", "--client", "cus_42", "--client", "cus_07")
    assert run(warehouse, "roster", "invite", "ann@example.com", *words).code == 0
    listed = run(warehouse, "roster", "list").text
    assert "ann@example.com" in listed and "invited    sees cus_07, cus_42" in listed
    assert run(warehouse, "roster", "revoke", "ann@example.com").code == 0
    people = run(warehouse, "roster", "list", "--json").json["people"]
    assert [person["email"] for person in people if person["revoked_at"]] == ["ann@example.com"]
    assert run(warehouse, "roster", "revoke", "ann@example.com").code == 2

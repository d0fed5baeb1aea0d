"""The roster decides: who is looked up, who is let in, and what a scope is equal to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from data.access import ADMINISTRATOR, ANALYST, CLIENT, Scope, Viewer, invited, viewer_of
from data.errors import AccessDenied
from data.schema import roster
from tests.fresh import fresh

ISSUER = "https://id.example"
PEOPLE = [
    ("owner", ADMINISTRATOR, None, None),
    ("analyst", ANALYST, None, None),
    ("acme", CLIENT, ["cus_42", "cus_07", "cus_42"], None),
    ("empty", CLIENT, [], None),
    ("unset", CLIENT, None, None),
    (invited("boss@people.example"), ADMINISTRATOR, None, None),
    ("revoked", ADMINISTRATOR, None, datetime(2026, 1, 1)),
    ("gardener", "gardener", ["cus_42"], None),
    ("Administrator", "Administrator", None, None),
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    columns = ("subject", "role", "client_ids", "revoked_at")
    with fresh(tmp_path_factory.mktemp("roster") / "roster.duckdb") as warehouse:
        with warehouse.write() as writing:
            rows = [
                dict(zip(columns, person, strict=True))
                | {"issuer": ISSUER, "email": f"{person[0]}@people.example"}
                for person in PEOPLE
            ]
            writing.execute(sa.insert(roster), rows)
        with warehouse.read() as reading:
            yield reading


def claims(subject: str, **changes: Any) -> dict[str, Any]:
    return {"iss": ISSUER, "sub": subject, "exp": time.time() + 60} | changes


@pytest.mark.parametrize("role", [ADMINISTRATOR, ANALYST])
def test_staff_sees_all(connection: sa.Connection, role: str) -> None:
    subject = next(subject for subject, of, *_ in PEOPLE if of == role)
    viewer = viewer_of(connection, claims(subject))
    assert viewer == Viewer(f"{subject}@people.example", role, Scope.everything())
    assert viewer.is_staff and viewer.scope.sees_all


def test_a_client_sees_the_clients_of_its_line_and_no_others(connection: sa.Connection) -> None:
    viewer = viewer_of(connection, claims("acme"))
    assert viewer.scope == Scope.of(["cus_07", "cus_42"])
    assert not viewer.is_staff and not viewer.scope.sees_all


@pytest.mark.parametrize("subject", ["empty", "unset"])
def test_a_client_without_ids_sees_nothing_rather_than_all(
    connection: sa.Connection, subject: str
) -> None:
    scope = viewer_of(connection, claims(subject)).scope
    assert scope.clients == ()
    assert not scope.sees_all


@pytest.mark.parametrize(
    "subject", ["stranger", "revoked", "gardener", "Administrator", "OWNER", "", None]
)
def test_who_is_not_on_the_roster_with_a_known_role_is_refused(
    connection: sa.Connection, subject: str
) -> None:
    with pytest.raises(AccessDenied, match="roster"):
        viewer_of(connection, claims(subject))


@pytest.mark.parametrize("issuer", ["https://evil.example", "", None, ISSUER + "/"])
def test_the_same_subject_of_another_issuer_is_somebody_else(
    connection: sa.Connection, issuer: str
) -> None:
    with pytest.raises(AccessDenied, match="roster"):
        viewer_of(connection, claims("owner", iss=issuer))


@pytest.mark.parametrize(
    "exp", [1, 0, None, "1", 1_000_000_000, "nan", float("nan"), "soon", [], 10**400]
)
def test_a_sign_in_without_a_time_ahead_is_expired(connection: sa.Connection, exp: Any) -> None:
    with pytest.raises(AccessDenied, match="expired"):
        viewer_of(connection, claims("owner", exp=exp))


def test_an_address_alone_opens_nothing(connection: sa.Connection) -> None:
    given = {"email": "owner@people.example", "email_verified": True, "exp": time.time() + 60}
    with pytest.raises(AccessDenied):
        viewer_of(connection, given)


def test_nobody_becomes_somebody_else_by_choosing_an_invitation_for_a_subject(
    connection: sa.Connection,
) -> None:
    with pytest.raises(AccessDenied, match="roster"):
        viewer_of(connection, claims(invited("boss@people.example")))
    verified = {"email": "Boss@people.example", "email_verified": True}
    assert viewer_of(connection, claims("b-17", **verified)).is_administrator


def test_scopes_are_equal_when_they_show_the_same() -> None:
    assert Scope.of(["b", "a", "b"]) == Scope.of(("a", "b")) == Scope.of({"a", "b"})
    assert hash(Scope.of(["b", "a"])) == hash(Scope.of(["a", "b"]))
    assert len({Scope.everything(), Scope.of([]), Scope.of(["a"]), Scope(None)}) == 3


def test_nothing_is_not_everything() -> None:
    assert Scope.of([]) != Scope.everything()
    assert not Scope.of([]).sees_all


def test_without_sign_in_whoever_is_here_is_the_administrator() -> None:
    viewer = Viewer.local_administrator()
    assert viewer.is_staff and viewer.scope.sees_all

"""The roster as its administrators keep it: who is invited, changed and sent away.

A person is invited by e-mail, because nobody knows the issuer's subject before the first sign-in;
`bind` then puts the subject in place of the invitation, so that an address which changes hands
later opens nothing. The line of somebody who signed in is never deleted: a revoked one says who
once had access, and only a new invitation, accepted by the same subject, opens it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.access import ADMINISTRATOR, CLIENT, MANAGER, ROLES, invited, verified_address
from data.errors import ReportError
from data.http import SYSTEM_CLOCK
from data.models import fields
from data.schema import report_schedules, roster, shares
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Person:
    """One line. `clients` is None for somebody who sees all; times are naive UTC."""

    issuer: str
    subject: str
    email: str
    role: str
    clients: tuple[str, ...] | None
    updated_at: datetime | None
    revoked_at: datetime | None

    @property
    def has_signed_in(self) -> bool:
        return self.subject != invited(self.email)


def people(warehouse: Warehouse) -> list[Person]:
    """Every line, those with access first, then by address."""
    order = (roster.c.revoked_at.isnot(None), roster.c.email, roster.c.issuer)
    with warehouse.read() as connection:
        rows = connection.execute(sa.select(roster).order_by(*order)).mappings().all()
    return [_person(row) for row in rows]


def invite(
    warehouse: Warehouse, issuer: str, email: str, role: str, clients: Sequence[str] | None
) -> Person:
    """Give somebody access, or change what a person already on the roster may see.

    `clients` None means all; a client must have some. Raises ReportError for a role, an address or
    clients that cannot be, and for the last administrator's own step down.
    """
    address = _address(email)
    seen = _clients(_role(role), clients)
    line = {"role": role, "client_ids": seen}
    if not issuer.startswith("https://"):
        raise ReportError(f"The issuer {issuer!r} must be its https:// address, as in its tokens.")
    now = SYSTEM_CLOCK.now()
    with warehouse.write() as connection:
        # A revoked line stays shut: who holds the address now need not be who held it then.
        is_them = (roster.c.issuer == issuer) & (
            (roster.c.subject == invited(address))
            | ((roster.c.email == address) & roster.c.revoked_at.is_(None))
        )
        given = line | {"updated_at": now, "revoked_at": None}
        if not connection.execute(sa.update(roster).where(is_them).values(given)).rowcount:
            whose = {"issuer": issuer, "subject": invited(address), "email": address}
            connection.execute(sa.insert(roster).values(whose | given))
        _end_what_they_sent(connection, address, _kept(role, seen))
        _require_administrator(connection)
        row = connection.execute(sa.select(roster).where(is_them)).mappings().first()
    assert row is not None
    return _person(row)


def revoke(warehouse: Warehouse, email: str) -> int:
    """Take access away from every line with this address; returns how many had it.

    It works from the next rerun and the next download on, and ends the links they shared and the
    mails they scheduled. Raises ReportError for an unknown address and for the last administrator.
    """
    now = SYSTEM_CLOCK.now()
    has_access = (roster.c.email == email.strip().lower()) & roster.c.revoked_at.is_(None)
    with warehouse.write() as connection:
        count = connection.execute(
            sa.update(roster).where(has_access).values(revoked_at=now, updated_at=now)
        ).rowcount
        if count < 1:
            raise ReportError(f"Nobody with the address {email!r} has access.")
        _end_what_they_sent(connection, email.strip().lower(), [])
        _require_administrator(connection)
    return count


def _kept(role: str, clients: list[str] | None) -> list[str] | None:
    """The clients whose reports somebody may go on sending; None for all."""
    return clients if role in (ADMINISTRATOR, MANAGER) else []


def _end_what_they_sent(
    connection: sa.Connection, address: str, kept: Sequence[str] | None
) -> None:
    """Links and mails act for whoever made them, so they end where that person's access does."""
    if kept is None:
        return
    now = SYSTEM_CLOCK.now()
    for table, ended in ((shares, "revoked_at"), (report_schedules, "stopped_at")):
        is_theirs = (table.c.created_by == address) & table.c.client_id.not_in(kept)
        connection.execute(
            sa.update(table).where(is_theirs, table.c[ended].is_(None)).values({ended: now})
        )


def bind(warehouse: Warehouse, claims: Mapping[str, Any]) -> bool:
    """At a first sign-in: the issuer's subject in place of the invitation. True if it was one."""
    if not (address := verified_address(claims)):
        return False
    issuer, subject = str(claims.get("iss")), str(claims.get("sub"))
    is_invited = _is_line(issuer, invited(address)) & roster.c.revoked_at.is_(None)
    with warehouse.read() as connection:
        if connection.execute(sa.select(roster.c.email).where(is_invited)).first() is None:
            return False
    with warehouse.write() as connection:
        _accept(connection, is_invited, _is_line(issuer, subject), subject)
    return True


def _accept(
    connection: sa.Connection,
    is_invited: sa.ColumnElement[bool],
    is_theirs: sa.ColumnElement[bool],
    subject: str,
) -> None:
    """Whoever has a line already, perhaps under an older address, keeps it with what is new."""
    given = ("email", "role", "client_ids", "updated_at")
    invitation = connection.execute(sa.select(roster).where(is_invited)).mappings().one()
    new = {name: invitation[name] for name in given} | {"revoked_at": None}
    older = connection.scalar(sa.select(roster.c.email).where(is_theirs))
    if older is None:
        connection.execute(sa.update(roster).where(is_invited).values(subject=subject))
        return
    connection.execute(sa.update(roster).where(is_theirs).values(new))
    connection.execute(sa.delete(roster).where(is_invited))
    _carry_over(connection, older, new)


def _carry_over(connection: sa.Connection, older: str, new: Mapping[str, Any]) -> None:
    """What was sent under an older address goes on under the new one, as far as it may: else it
    would outlive the access that is taken from the new address one day."""
    for table in (shares, report_schedules):
        is_theirs = table.c.created_by == older
        connection.execute(sa.update(table).where(is_theirs).values(created_by=new["email"]))
    _end_what_they_sent(connection, new["email"], _kept(new["role"], new["client_ids"]))


def _is_line(issuer: str, subject: str) -> sa.ColumnElement[bool]:
    return (roster.c.issuer == issuer) & (roster.c.subject == subject)


def _person(row: sa.RowMapping) -> Person:
    sees_all = row["role"] not in (CLIENT, MANAGER) or (
        row["role"] == MANAGER and row["client_ids"] is None
    )
    return Person(
        **{name: row[name] for name in ("issuer", "subject", "email", "role")},
        clients=None if sees_all else tuple(row["client_ids"] or ()),
        updated_at=row["updated_at"],
        revoked_at=row["revoked_at"],
    )


def _address(email: str) -> str:
    flags: list[str] = []
    address = fields.email(email, flags)
    if address is None or "bad_email" in flags:
        raise ReportError(f"{email!r} is no e-mail address; write it like ann@example.com.")
    return address


def _role(role: str) -> str:
    if role not in ROLES:
        raise ReportError(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
    return role


def _clients(role: str, clients: Sequence[str] | None) -> list[str] | None:
    if role == CLIENT and not clients:
        raise ReportError("A client needs at least one client id; else they would see nothing.")
    if role not in (CLIENT, MANAGER) or clients is None:
        return None
    return sorted(set(clients))


def _require_administrator(connection: sa.Connection) -> None:
    """Inside the change, which is undone when it would lock everybody out."""
    left = connection.execute(
        sa.select(sa.func.count()).where(
            roster.c.role == ADMINISTRATOR, roster.c.revoked_at.is_(None)
        )
    ).scalar_one()
    if not left:
        raise ReportError("The roster needs an administrator; invite one first.")

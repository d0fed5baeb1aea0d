"""Who may see which client's rows.

A `Scope` is derived from the signed-in identity, never from a URL. It is bound into every query and
is part of every cache key. The roster table is the only list of people: an identity that is not on
it, or was revoked, sees nothing.
"""

from __future__ import annotations

import string
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.errors import AccessDenied
from data.schema import roster

ADMINISTRATOR = "administrator"
MANAGER = "manager"
ANALYST = "analyst"
CLIENT = "client"
ROLES = (ADMINISTRATOR, MANAGER, ANALYST, CLIENT)
_INVITED = "invited:"
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True)
class Scope:
    """The clients whose rows may be seen; `clients=None` means all, and rows without a client."""

    clients: tuple[str, ...] | None

    @classmethod
    def everything(cls) -> Scope:
        return cls(None)

    @classmethod
    def of(cls, client_ids: Collection[str]) -> Scope:
        return cls(tuple(sorted(set(client_ids))))

    @property
    def sees_all(self) -> bool:
        return self.clients is None


@dataclass(frozen=True)
class Viewer:
    """A signed-in person: who it is, what it may do, whose rows it sees."""

    name: str
    role: str
    scope: Scope

    @classmethod
    def local_administrator(cls) -> Viewer:
        """Without sign-in the app serves loopback only, to whoever owns the machine."""
        return cls("local administrator", ADMINISTRATOR, Scope.everything())

    @property
    def is_staff(self) -> bool:
        """Whether the workings of the house may be seen, which know no client: sources,
        quarantine, request logs. A manager of some clients may not."""
        return self.role != CLIENT and self.scope.sees_all

    @property
    def sends_reports(self) -> bool:
        """Whether reports may be shared, mailed and dressed: by those who answer for clients."""
        return self.role in (ADMINISTRATOR, MANAGER)

    @property
    def is_administrator(self) -> bool:
        return self.role == ADMINISTRATOR


def viewer_of(connection: sa.Connection, claims: Mapping[str, Any]) -> Viewer:
    """Look a sign-in up in the roster by issuer and subject.

    The login cookie outlives the identity token by weeks and Streamlit checks only its signature,
    so the token's own expiry is checked here, on every rerun and export. Somebody invited by e-mail
    is found by an address that the issuer has verified, until `data.roster.bind` notes the subject.

    Raises AccessDenied for expired, unknown or revoked identities and for unknown roles.
    """
    # NaN is neither before nor after: only a time that is surely ahead will do.
    if not _expiry(claims) > time.time():
        raise AccessDenied("Your sign-in has expired. Please sign in again.")
    issuer = str(claims.get("iss"))
    subject = str(claims.get("sub"))
    # No issuer may say that somebody is an invitation.
    person = None if subject.startswith(_INVITED) else _line(connection, issuer, subject)
    if person is None and (address := verified_address(claims)):
        person = _line(connection, issuer, invited(address))
    if person is None or person.role not in ROLES:
        raise AccessDenied("You are signed in, but not on this dashboard's roster. Ask its owner.")
    return Viewer(person.email, person.role, _scope_of(person.role, person.client_ids))


def invited(address: str) -> str:
    """What stands for the subject of somebody who has not signed in yet. Only A to Z have another
    case here: in Unicode the Kelvin sign's is k, and that is somebody else's address."""
    return f"{_INVITED}{address.strip().translate(_LOWER)}"


def verified_address(claims: Mapping[str, Any]) -> str | None:
    """The e-mail address, if the issuer says that it belongs to the person."""
    return str(claims["email"]) if claims.get("email_verified") is True else None


def _line(connection: sa.Connection, issuer: str, subject: str) -> sa.Row[Any] | None:
    return connection.execute(
        sa.select(roster).where(
            roster.c.issuer == issuer,
            roster.c.subject == subject,
            roster.c.revoked_at.is_(None),
        )
    ).one_or_none()


def _scope_of(role: str, client_ids: list[str] | None) -> Scope:
    """A client sees the clients of its line; a manager too, or all when the line names none."""
    if role == CLIENT:
        return Scope.of(client_ids or [])
    if role == MANAGER and client_ids is not None:
        return Scope.of(client_ids)
    return Scope.everything()


def _expiry(claims: Mapping[str, Any]) -> float:
    """When the identity token ends, in seconds since 1970; 0 if it does not say so readably."""
    try:
        return float(claims.get("exp") or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0

"""A running app with links to it, and what an outsider does with them."""

from __future__ import annotations

import http.client
import itertools
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

from data import schema, settings, shares
from data.access import Scope
from data.settings import Settings
from data.shares import Share
from data.warehouse import Warehouse
from tests.access import crowd
from tests.starting import App

SECRET, OLD = "s" * 40, "o" * 40
START, END = date(2026, 4, 1), date(2026, 6, 30)
DEAD = "This link does not open anything, or not any more. Ask for a new one.\n"


def signing(secret: str) -> Settings:
    return settings.load(app={"secret": secret})


@dataclass(frozen=True)
class Door:
    """The app, and links to it: two that open and those that must not."""

    app: App
    good: str
    rotated: str
    dead: dict[str, str]

    def get(self, path: str, visitor: str = "127.0.0.1", method: str = "GET") -> Answer:
        """Ask for a path exactly as written, through a proxy here that names who asks."""
        address = urlsplit(self.app.url)
        wire = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
        try:
            wire.request(method, path, headers={"X-Forwarded-For": visitor})
            answer = wire.getresponse()
            return Answer(answer.status, answer.read(), dict(answer.getheaders()))
        finally:
            wire.close()


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def said(self) -> tuple[int, str]:
        return self.status, self.body.decode()


_NEXT = itertools.count(1)


def newcomer() -> str:
    """A visitor whom no gate has counted yet."""
    return f"203.0.113.{next(_NEXT)}"


def made(warehouse: Warehouse, number: int, secret: str = SECRET) -> Share:
    return shares.create(
        warehouse,
        signing(secret),
        client_id=crowd.client_id(number),
        start=START,
        end=END,
        zone="UTC",
        as_of=None,
        created_by="manager",
    )


def dead_links(warehouse: Warehouse) -> dict[str, str]:
    """What once was a link, or looks like one."""
    good, expired, revoked = (made(warehouse, 20) for _ in range(3))
    shares.revoke(warehouse, revoked.share_id, Scope.everything())
    with warehouse.write(is_data=False) as connection:
        is_it = schema.shares.c.share_id == expired.share_id
        past = sa.update(schema.shares).where(is_it).values(expires_at=datetime(2026, 1, 1))
        connection.execute(past)
    token = shares.token(signing(SECRET), good)
    other = shares.token(signing(SECRET), made(warehouse, 21))
    (payload, _, signature), (others, _, _) = token.rpartition("."), other.rpartition(".")
    return {
        "expired": shares.token(signing(SECRET), expired),
        "revoked": shares.token(signing(SECRET), revoked),
        "another secret": shares.token(signing("x" * 40), good),
        "another client's": f"{others}.{signature}",
        "cut": token[:-1],
        "longer": f"{token}A",
        "flipped": f"{token[:5]}{'A' if token[5] != 'A' else 'B'}{token[6:]}",
        "without signature": payload,
        "the bare id": good.share_id,
        "a row of somebody": f"share_{crowd.token(3)}",
        "made up": "abc.def",
        "long": "a" * 8_000,
        "no text": "%ff%fe",
        "upper case": token.upper(),
    }

"""Preflight: a host's key file is read before its first submission, and then daily.

Engines read the same file. A refusal that they make before the file is there is remembered by
them, and only a new key cures it; so nothing is sent before we have seen the file ourselves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.errors import LinkboardError
from data.http import Clock
from data.indexing.engines.indexnow import host_of, key_file_url
from data.indexing.policy import PREFLIGHT_GOOD_FOR
from data.schema import index_hosts
from data.warehouse import Warehouse

_KEY = re.compile(r"[A-Za-z0-9-]{8,128}", re.ASCII).fullmatch


class Fetched(Protocol):
    """What the guarded fetcher brings; `url` is what answered, after redirects."""

    @property
    def url(self) -> str: ...

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...

    @property
    def body(self) -> bytes: ...


FetchFile = Callable[[str], Fetched]
"""A guarded GET. Raises a LinkboardError, whose `code` (if it has one) says why."""


@dataclass(frozen=True)
class KeyFiles:
    """The keys of one's own hosts and what is known of their files. `fetch` is None while off."""

    warehouse: Warehouse
    keys: Mapping[str, str] = field(repr=False)
    fetch: FetchFile | None
    clock: Clock

    def obstacle(self, host: str, *, scheme: str = "https") -> str | None:
        """Why nothing may be sent for this host, or None. Looks at the file if it must.

        `no_key`, `bad_key` (not of the protocol's form), `fetch_off`, `key` (refused by the engine
        less than a day ago), or `key_file`.
        """
        key = self.keys.get(host)
        if key is None:
            return "no_key"
        if not _KEY(key):
            return "bad_key"
        known = self._known(host, key)
        if known and known.checked_at > self.clock.now() - PREFLIGHT_GOOD_FOR:
            if known.key_state == "verified":
                return None
            if known.key_state == "stopped":
                return "key"
        if self.fetch is None:
            return "fetch_off"
        mistake = self._look(self.fetch, key_file_url(host, key, scheme=scheme), key)
        self._note(host, "failed" if mistake else "verified", mistake)
        return "key_file" if mistake else None

    def stop(self, host: str) -> None:
        """The engine refused the key although its file is right: leave it alone for a day."""
        self._note(host, "stopped", "key")

    def _known(self, host: str, key: str) -> Any:
        found = sa.select(index_hosts).where(
            index_hosts.c.host == host,
            index_hosts.c.key_sha256 == _digest(key),
            index_hosts.c.checked_at.is_not(None),
        )
        with self.warehouse.read() as connection:
            return connection.execute(found).one_or_none()

    def _look(self, fetch: FetchFile, url: str, key: str) -> str | None:
        """What is wrong with the file: a stable word, or None."""
        try:
            answer = fetch(url)
        except LinkboardError as error:
            return str(getattr(error, "code", None) or "fetch_error")
        if answer.status != 200:
            return f"http_{answer.status}"
        if host_of(answer.url) != host_of(url):
            return "other_host"
        kind = answer.headers.get("Content-Type", "text/plain")
        if not kind.lower().startswith("text/"):
            return "not_text"
        return None if holds_key(answer.body, key) else "other_key"

    def _note(self, host: str, state: str, reason: str | None) -> None:
        now = self.clock.now()
        values: dict[str, Any] = {
            "key_sha256": _digest(self.keys[host]),
            "key_state": state,
            "reason": reason,
            "checked_at": now,
        }
        if state == "verified":
            values["verified_at"] = now
        statement = insert(index_hosts).values(host=host, **values)
        with self.warehouse.write() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["host"], set_=values)
            )


def holds_key(body: bytes, key: str) -> bool:
    """Whether a key file holds this key and no more: one newline and a BOM are forgiven."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return re.sub(r"\r?\n\Z", "", text) == key


def problems(connection: sa.Connection, keys: Mapping[str, str]) -> dict[str, str]:
    """What is known to be wrong with the key of each host, by host; good ones are left out.

    `bad_key`, `key` (the engine refused it), or what was wrong with the file when it was read.
    """
    found = sa.select(index_hosts.c.host, index_hosts.c.key_sha256, index_hosts.c.reason)
    noted = {
        row.host: row.reason
        for row in connection.execute(found.where(index_hosts.c.key_state != "verified"))
        if row.host in keys and row.key_sha256 == _digest(keys[row.host])
    }
    malformed = {host: "bad_key" for host, key in keys.items() if not _KEY(key)}
    return noted | malformed


def look_again(connection: sa.Connection, host: str) -> None:
    """Somebody has mended the key: its file is read before the next submission."""
    connection.execute(
        sa.update(index_hosts).where(index_hosts.c.host == host).values(checked_at=None)
    )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

"""Links that show one client's report of one period to whoever holds them, without a login.

The link carries a signed id and nothing else: which client, which days and until when stand in the
warehouse, so that no change of the link can widen it and a revoked one is dead at once. Signed with
APP__SECRET (itsdangerous); links signed with one of APP__OLD_SECRETS open until they expire.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from data.access import Scope
from data.errors import AccessDenied, ReportError, SettingsError
from data.http import SYSTEM_CLOCK
from data.schema import shares
from data.settings import Settings
from data.warehouse import Warehouse

USUAL_DAYS = 7
MOST_DAYS = 30
_SALT = "linkboard.share"
_SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Share:
    """One link: a client's report from `start` to `end` (both included), as of `as_of` (UTC)."""

    share_id: str
    client_id: str
    start: date
    end: date
    zone: str
    as_of: datetime | None
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def scope(self) -> Scope:
        return Scope.of([self.client_id])


def create(
    warehouse: Warehouse,
    settings: Settings,
    *,
    client_id: str,
    start: date,
    end: date,
    zone: str,
    as_of: datetime | None,
    created_by: str,
    days: int = USUAL_DAYS,
) -> Share:
    """Note a new share; `token` makes its link.

    Raises ReportError for days outside 1 to 30, SettingsError without a secret that can sign.
    """
    _serializer(settings)
    if not 1 <= days <= MOST_DAYS:
        raise ReportError(f"A link lives 1 to {MOST_DAYS} days, not {days}.")
    now = SYSTEM_CLOCK.now()
    share = Share(
        share_id=uuid.uuid4().hex,
        client_id=client_id,
        start=start,
        end=end,
        zone=zone,
        as_of=as_of,
        created_by=created_by,
        created_at=now,
        expires_at=now + timedelta(days=days),
        revoked_at=None,
    )
    line = {**share.__dict__, "start_on": start, "end_on": end}
    with warehouse.write(is_data=False) as connection:
        connection.execute(sa.insert(shares).values({c.name: line[c.name] for c in shares.columns}))
    return share


def opened(warehouse: Warehouse, settings: Settings, token: str) -> Share:
    """The share of a link.

    Raises AccessDenied, in the same words for every reason: a link that was changed, never made,
    has expired or was revoked, and while no secret is set.
    """
    denied = AccessDenied("This link does not open anything, or not any more. Ask for a new one.")
    try:
        share_id = _serializer(settings).loads(token)
        is_spelled_as_signed = _spelling(token) == token
    except (BadData, ValueError, SettingsError):
        raise denied from None
    if not is_spelled_as_signed:
        raise denied
    share = _find(warehouse, share_id) if isinstance(share_id, str) else None
    if share is None or share.revoked_at or share.expires_at <= SYSTEM_CLOCK.now():
        raise denied
    return share


def token(settings: Settings, share: Share) -> str:
    """The last part of the link. Raises SettingsError without a secret that can sign."""
    return str(_serializer(settings).dumps(share.share_id))


def listed(warehouse: Warehouse, scope: Scope) -> Sequence[Share]:
    """Links that still open, of clients in scope, newest first."""
    is_open = shares.c.revoked_at.is_(None) & (shares.c.expires_at > SYSTEM_CLOCK.now())
    with warehouse.read() as connection:
        rows = connection.execute(
            sa.select(shares).where(is_open).order_by(shares.c.created_at.desc())
        ).all()
    found = [_share(row) for row in rows]
    return [one for one in found if scope.clients is None or one.client_id in scope.clients]


def revoke(warehouse: Warehouse, share_id: str, scope: Scope) -> None:
    """Close a link of a client in scope, from the next request on."""
    share = _find(warehouse, share_id)
    if share is None or (scope.clients is not None and share.client_id not in scope.clients):
        raise AccessDenied("There is no such link.")
    with warehouse.write(is_data=False) as connection:
        connection.execute(
            sa.update(shares)
            .where(shares.c.share_id == share_id)
            .values(revoked_at=SYSTEM_CLOCK.now())
        )


def _find(warehouse: Warehouse, share_id: str) -> Share | None:
    with warehouse.read() as connection:
        row = connection.execute(
            sa.select(shares).where(shares.c.share_id == share_id)
        ).one_or_none()
    return None if row is None else _share(row)


def _share(row: sa.Row[tuple[object, ...]]) -> Share:
    values = dict(row._mapping)
    return Share(start=values.pop("start_on"), end=values.pop("end_on"), **values)


def _spelling(token: str) -> str:
    """The one spelling of a token: the last letter of base64 carries bits that nobody reads."""
    payload, dot, signature = token.rpartition(".")
    return f"{payload}{dot}{base64_encode(base64_decode(signature)).decode()}"


def _serializer(settings: Settings) -> URLSafeSerializer:
    secret = settings.app.secret.get_secret_value() if settings.app.secret else ""
    if len(secret) < _SHORTEST_SECRET:
        raise SettingsError(
            f"Links cannot be signed: set APP__SECRET to at least {_SHORTEST_SECRET} random "
            'characters, such as those of `python -c "import secrets; print(secrets.token_hex())"`.'
        )
    old = [one.get_secret_value() for one in settings.app.old_secrets]
    return URLSafeSerializer([*old, secret], salt=_SALT)  # the last one signs

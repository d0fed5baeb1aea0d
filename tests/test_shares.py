"""Links without a login: what was made opens, for its time, and nothing else does."""

from __future__ import annotations

import string
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from data import shares
from data.access import Scope
from data.errors import AccessDenied, ReportError, SettingsError
from data.http import SYSTEM_CLOCK
from data.settings import Settings, load
from data.shares import Share
from data.warehouse import Warehouse


def signing(secret: str, *old: str) -> Settings:
    return load(app={"secret": secret, "old_secrets": list(old)})


SETTINGS = signing("s" * 40)


def made(warehouse: Warehouse, *, days: int = 7, settings: Settings = SETTINGS) -> Share:
    return shares.create(
        warehouse,
        settings,
        client_id="cus_42",
        start=date(2026, 10, 1),
        end=date(2026, 10, 31),
        zone="Europe/Berlin",
        as_of=None,
        created_by="ann@example.com",
        days=days,
    )


def test_a_link_opens_what_it_was_made_for(warehouse: Warehouse) -> None:
    share = made(warehouse)
    assert shares.opened(warehouse, SETTINGS, shares.token(SETTINGS, share)) == share
    assert share.scope == Scope.of(["cus_42"])


def test_no_change_of_one_character_opens_anything(warehouse: Warehouse) -> None:
    token = shares.token(SETTINGS, made(warehouse))
    letters = string.ascii_letters + string.digits + "-_.=%"
    for place, letter in enumerate(token):
        for other in set(letters) - {letter}:
            changed = token[:place] + other + token[place + 1 :]
            with pytest.raises(AccessDenied):
                shares.opened(warehouse, SETTINGS, changed)


@pytest.mark.parametrize("token", ["", ".", "x", "ImEi", "ü.ü", "a" * 10_000])
def test_what_was_never_made_opens_nothing(warehouse: Warehouse, token: str) -> None:
    with pytest.raises(AccessDenied):
        shares.opened(warehouse, SETTINGS, token)


def test_a_revoked_or_expired_link_is_dead(warehouse: Warehouse) -> None:
    revoked, expired = made(warehouse), made(warehouse)
    shares.revoke(warehouse, revoked.share_id, Scope.everything())
    table = sa.table("shares", sa.column("share_id"), sa.column("expires_at"))
    with warehouse.write() as connection:
        connection.execute(
            sa.update(table)
            .where(table.c.share_id == expired.share_id)
            .values(expires_at=SYSTEM_CLOCK.now() - timedelta(seconds=1))
        )
    for share in (revoked, expired):
        with pytest.raises(AccessDenied):
            shares.opened(warehouse, SETTINGS, shares.token(SETTINGS, share))
    assert not shares.listed(warehouse, Scope.everything())


def test_after_a_new_secret_old_links_open_while_it_is_kept(warehouse: Warehouse) -> None:
    token = shares.token(SETTINGS, made(warehouse))
    assert shares.opened(warehouse, signing("n" * 40, "s" * 40), token)
    with pytest.raises(AccessDenied):
        shares.opened(warehouse, signing("n" * 40), token)


def test_links_of_other_clients_are_neither_seen_nor_closed(warehouse: Warehouse) -> None:
    share = made(warehouse)
    other = Scope.of(["cus_07"])
    assert not shares.listed(warehouse, other)
    with pytest.raises(AccessDenied):
        shares.revoke(warehouse, share.share_id, other)
    assert shares.listed(warehouse, Scope.of(["cus_42"])) == [share]


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_link_lives_one_to_thirty_days(warehouse: Warehouse, days: int) -> None:
    with pytest.raises(ReportError):
        made(warehouse, days=days)


@pytest.mark.parametrize("secret", ["", "short"])
def test_without_a_secret_that_can_sign_no_link_is_made(warehouse: Warehouse, secret: str) -> None:
    with pytest.raises(SettingsError, match="APP__SECRET"):
        made(warehouse, settings=signing(secret))
    assert not shares.listed(warehouse, Scope.everything())


def test_while_no_secret_is_set_an_outsider_is_told_nothing_of_it(warehouse: Warehouse) -> None:
    token = shares.token(SETTINGS, made(warehouse))
    with pytest.raises(AccessDenied, match="does not open anything"):
        shares.opened(warehouse, load(), token)

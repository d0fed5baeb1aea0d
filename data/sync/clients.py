"""From the settings to a client that can ask: the account, its limit, and who remembers it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from data.http import HttpClient, RequestRecord, SlidingWindow
from data.settings import Settings
from data.slots import WarehouseSlots
from data.sync.run import SourceRun


@dataclass(frozen=True)
class Account:
    """What one vendor's part of the settings says about reaching it."""

    source: str
    base_url: str
    token: str
    requests_per_minute: int


def podcast_account(settings: Settings) -> Account | None:
    """None while the source is off."""
    own = settings.podcast_backlinks
    if not (own.is_on and own.api_key):
        return None
    key = own.api_key.get_secret_value()
    return Account("podcast", own.base_url, key, own.requests_per_minute)


def outreach_account(settings: Settings) -> Account | None:
    """None while the source is off."""
    own = settings.backlink_outreach
    if not (own.is_on and own.token and own.base_url):
        return None
    token = own.token.get_secret_value()
    return Account("outreach", own.base_url, token, own.requests_per_minute)


@contextmanager
def client(account: Account, run: SourceRun, secrets: tuple[str, ...]) -> Iterator[HttpClient]:
    """A client that keeps to the account's limit, also over a restart, and notes its requests."""
    limiter = SlidingWindow(
        account.requests_per_minute,
        clock=run.clock,
        store=WarehouseSlots(run.warehouse, account.source),
    )

    def note(record: RequestRecord) -> None:
        run.ledger.note_request(record)
        run.progress.request_done()

    http = HttpClient(
        source=account.source,
        base_url=account.base_url,
        token=account.token,
        limiter=limiter,
        clock=run.clock,
        secrets=secrets,
        on_request=note,
        timeouts=run.timeouts,
    )
    try:
        yield http
    finally:
        http.close()
        limiter.close()

"""One cheap request to each source: is it reachable, does it take the key, is our clock right?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from data import sync
from data.doctor.findings import Finding
from data.errors import SourceError
from data.http import Answer, HttpClient, RetryPolicy, SlidingWindow
from data.settings import Settings
from data.slots import WarehouseSlots
from data.sources.outreach_calls import OutreachCalls
from data.sources.podcast_backlinks import PodcastBacklinks
from data.sync.clients import Account, outreach_account, podcast_account
from data.warehouse import Warehouse

MOST_SKEW = timedelta(seconds=60)
_ONCE = RetryPolicy({})  # somebody waits, and wants to see the fault


@dataclass(frozen=True)
class Question:
    """The request that costs a vendor least and needs the key."""

    account: Account
    path: str
    params: dict[str, Any]


def examine(settings: Settings, warehouse: Warehouse | None) -> Iterator[Finding]:
    """Ask each source that is on. While a sync runs its result tells the same, and more."""
    with sync.while_none_runs() as is_free:
        for question in _questions(settings):
            if is_free:
                yield from _ask(question, settings, warehouse)
            else:
                name = question.account.source
                yield Finding(name, "note", "A sync is running; its result tells more.")


def _questions(settings: Settings) -> Iterator[Question]:
    if podcast := podcast_account(settings):
        yield Question(podcast, "/account", {})
    if outreach := outreach_account(settings):
        workspace_id = settings.backlink_outreach.workspace_id
        params = {"workspace_id": workspace_id} if workspace_id else {}
        yield Question(outreach, "/campaigns", params)


def _ask(question: Question, settings: Settings, warehouse: Warehouse | None) -> Iterator[Finding]:
    name = question.account.source
    with _client(question.account, settings, warehouse) as http:
        try:
            answer = http.request("GET", question.path, params=question.params, retry=_ONCE)
        except SourceError as error:
            yield Finding(name, "problem", error.message)
            return
        yield Finding(name, "ok", f"{http.vendor.name} answers and takes the key.")
        if (skew := _skew(answer)) is not None:
            yield _clock(name, http.vendor.name, skew)


@contextmanager
def _client(
    account: Account, settings: Settings, warehouse: Warehouse | None
) -> Iterator[HttpClient]:
    store = WarehouseSlots(warehouse, account.source) if warehouse else None
    limiter = SlidingWindow(account.requests_per_minute, store=store)
    http = HttpClient(
        source=account.source,
        base_url=account.base_url,
        token=account.token,
        limiter=limiter,
        secrets=settings.secrets(),
    )
    (PodcastBacklinks if account.source == "podcast" else OutreachCalls)(http)  # sets the vendor
    try:
        yield http
    finally:
        http.close()
        limiter.close()


def _skew(answer: Answer) -> timedelta | None:
    """How far our clock is ahead of the vendor's; None without a readable Date."""
    try:
        told = parsedate_to_datetime(answer.headers["Date"])
    except (KeyError, ValueError):
        return None
    return datetime.now(UTC) - (told if told.tzinfo else told.replace(tzinfo=UTC))


def _clock(source: str, vendor: str, skew: timedelta) -> Finding:
    seconds = skew.total_seconds()
    if abs(skew) <= MOST_SKEW:
        return Finding(source, "ok", f"Our clock and that of {vendor} agree within a minute.")
    way = "ahead of" if seconds > 0 else "behind"
    return Finding(
        source,
        "problem",
        f"This machine's clock is {abs(seconds):,.0f} s {way} that of {vendor}: times of reads are "
        "wrong by as much. Set the clock (NTP).",
    )

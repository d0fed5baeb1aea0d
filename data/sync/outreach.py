"""One pass over Backlink Outreach: every campaign with its rows, suppressions, own figures.

Nothing in this API says what is new, so a pass reads everything. A part that fails is named and
leaves its stored rows as they are; the other parts and campaigns go on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from data.errors import SourceError
from data.models import (
    Rejected,
    Row,
    read_attempt,
    read_campaign,
    read_follow_up,
    read_lead,
    read_reply,
    read_suppression,
)
from data.schema import attempts, campaigns, follow_ups, leads, replies, suppressions
from data.sources.backlink_outreach import CampaignRows, Listing, OutreachSource
from data.sync import outreach_rules as rules
from data.sync.batches import Read
from data.sync.entities import Entity
from data.sync.figures import Figure, record_figures
from data.sync.ledger import release
from data.sync.run import BATCH_ROWS, SourceRun
from data.sync.storing import Store, validate

SOURCE = "outreach"

_Reader = Callable[..., Row | Rejected]

# What belongs to a campaign: attribute of CampaignRows, endpoint, entity, reader.
_PARTS: tuple[tuple[str, str, Entity, _Reader], ...] = (
    ("leads", "GET /campaigns/{campaign_id}/leads", rules.LEADS, read_lead),
    ("attempts", "GET /campaigns/{campaign_id}/attempts", rules.ATTEMPTS, read_attempt),
    ("follow_ups", "GET /campaigns/{campaign_id}/follow-ups", rules.FOLLOW_UPS, read_follow_up),
    ("replies", "GET /campaigns/{campaign_id}/replies", rules.REPLIES, read_reply),
)
_CAMPAIGNS, _SUPPRESSIONS = "GET /campaigns", "GET /suppression"


@dataclass
class Gathered:
    """Reads of some campaigns, by endpoint, until there are enough for one transaction."""

    reads: dict[str, list[Read[Row]]] = field(default_factory=dict)
    rejected: dict[str, list[Rejected]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def add(self, endpoint: str, raws: list[Any], read: _Reader, seen_at: datetime) -> None:
        reads, rejected = validate(raws, partial(read, seen_at=seen_at), seen_at)
        self.reads.setdefault(endpoint, []).extend(reads)
        self.rejected.setdefault(endpoint, []).extend(rejected)

    @property
    def rows(self) -> int:
        return sum(map(len, self.reads.values())) + sum(map(len, self.rejected.values()))


def run(run: SourceRun, source: OutreachSource, workspace_id: str | None) -> None:
    """Read everything into the warehouse.

    Failures of parts are noted in `run.faults`. Raises a SourceError that makes going on
    pointless; what was read before it is stored.
    """
    run.progress.step("campaigns")
    listing = source.campaigns()
    run.tally.warnings.extend(listing.warnings)
    _store_campaigns(run, listing, workspace_id)
    _read_campaigns(run, source, listing, workspace_id)
    _suppressions(run, source)
    _snapshot(run, source)
    run.tally.warnings.extend(
        f"The server does not offer {call}, so its own figures cannot be compared with ours."
        for call in sorted(source.not_offered)
    )
    with run.storing(_CAMPAIGNS) as store:
        for table in (campaigns, leads, attempts, follow_ups, replies):
            (key,) = table.primary_key.columns
            release(store.connection, table, key, run.now())
        # Kept by address, but the vendor's own id is what a bad row can still be known by.
        release(store.connection, suppressions, suppressions.c.suppression_id, run.now())


def _store_campaigns(run: SourceRun, listing: Listing, workspace_id: str | None) -> None:
    gathered, seen_at = Gathered(), run.now()
    read = partial(read_campaign, workspace_id=workspace_id)
    gathered.add(_CAMPAIGNS, listing.rows, read, seen_at)
    with run.storing(_CAMPAIGNS) as store:
        _write(store, gathered)
        unread = {row.row_key for row in gathered.rejected[_CAMPAIGNS]}
        if listing.is_complete and None not in unread:
            gone = sa.and_(
                campaigns.c.fetched_at < seen_at,
                campaigns.c.workspace_id.is_not_distinct_from(workspace_id),
                campaigns.c.campaign_id.not_in(unread),
            )
            _mark_gone(store.connection, gone, seen_at)


def _read_campaigns(
    run: SourceRun, source: OutreachSource, listing: Listing, workspace_id: str | None
) -> None:
    named = [row for row in listing.rows if _campaign_id(row, run.now())]
    gathered = Gathered()
    try:
        for number, campaign in enumerate(named):
            run.go_on()
            run.progress.step(f"campaign {number + 1} of {len(named)}")
            _gather(run, gathered, campaign, source.campaign_rows(campaign), workspace_id)
            if gathered.rows >= BATCH_ROWS:
                _flush(run, gathered)
                gathered = Gathered()
    finally:
        _flush(run, gathered)


def _gather(
    run: SourceRun,
    gathered: Gathered,
    campaign: Mapping[str, Any],
    told: CampaignRows,
    workspace_id: str | None,
) -> None:
    seen_at = run.now()
    campaign_id = _campaign_id(campaign, seen_at)
    run.faults.extend(told.failures)
    run.tally.warnings.extend(told.warnings)
    if told.gone:
        gathered.gone.append(campaign_id)
        return
    if told.campaign:
        read_whole = partial(read_campaign, workspace_id=workspace_id)
        gathered.add(_CAMPAIGNS, [{**campaign, **told.campaign}], read_whole, seen_at)
    for attribute, endpoint, _, read in _PARTS:
        rows = getattr(told, attribute).rows
        gathered.add(endpoint, rows, partial(read, campaign_id=campaign_id), seen_at)
    gathered.figures.extend(
        (campaign_id, figure, value, seen_at) for figure, value in told.analytics.items()
    )


def _campaign_id(campaign: Any, seen_at: datetime) -> str:
    """The id, also of a campaign that cannot be accepted itself; "" where even that is unusable."""
    row = read_campaign(campaign, None, seen_at=seen_at)
    return (row.row_key or "") if isinstance(row, Rejected) else row.campaign_id


def _flush(run: SourceRun, gathered: Gathered) -> None:
    with run.storing(_CAMPAIGNS) as store:
        _write(store, gathered)
        gone = campaigns.c.campaign_id.in_(gathered.gone)
        _mark_gone(store.connection, gone, run.now())


def _write(store: Store, gathered: Gathered) -> None:
    entities = {endpoint: entity for _, endpoint, entity, _ in _PARTS}
    entities |= {_CAMPAIGNS: rules.CAMPAIGNS, _SUPPRESSIONS: rules.SUPPRESSIONS}
    for endpoint, reads in gathered.reads.items():
        part = store.of(endpoint)
        part.merge(entities[endpoint], reads, origin="list")
        part.reject(gathered.rejected[endpoint])
    record_figures(store.connection, SOURCE, gathered.figures)


def _mark_gone(connection: sa.Connection, which: sa.ColumnElement[bool], now: datetime) -> None:
    connection.execute(
        sa.update(campaigns).where(which, campaigns.c.gone_at.is_(None)).values(gone_at=now)
    )


def _suppressions(run: SourceRun, source: OutreachSource) -> None:
    run.progress.step("suppressions")
    try:
        listing = source.suppressions()
    except SourceError as error:
        run.faults.append(error)
        return
    run.tally.warnings.extend(listing.warnings)
    gathered = Gathered()
    gathered.add(_SUPPRESSIONS, listing.rows, read_suppression, run.now())
    with run.storing(_SUPPRESSIONS) as store:
        _write(store, gathered)


def _snapshot(run: SourceRun, source: OutreachSource) -> None:
    run.progress.step("figures of the workspace")
    try:
        figures = source.snapshot()
    except SourceError as error:
        run.faults.append(error)
        return
    rows = [("workspace", figure, value, run.now()) for figure, value in figures.items()]
    with run.storing(_CAMPAIGNS) as store:
        record_figures(store.connection, SOURCE, rows)

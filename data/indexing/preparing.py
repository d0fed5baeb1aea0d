"""From what was collected to a plan, with the looks that it takes: steps 1 and 2 for a campaign.

    campaign = preparing.of_list(warehouse, list_id, scope)
    plan = preparing.prepare(warehouse, settings, campaign, scope)

Pages that could be submitted are looked at first, and only they are asked for in the index. Nothing
is sent to be indexed by this.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from data.access import Scope
from data.errors import SettingsError
from data.http import SYSTEM_CLOCK, Clock
from data.indexing import (
    check_rows,
    checking,
    collecting,
    key_files,
    list_store,
    planning,
    queueing,
    validating,
)
from data.indexing.checkers import CheckRequest
from data.indexing.collecting import Entry
from data.indexing.eligibility import Gate, google_refusal, indexnow_refusal
from data.indexing.engines.properties import property_of
from data.indexing.planning import PlannedUrl
from data.settings import Settings
from data.warehouse import Warehouse

PLACEMENTS = "placements"
# One page a second and host: more than this many would keep a person waiting.
LOOKS = 1_000
_ASKED_AGAIN_AFTER = timedelta(hours=24)

Tell = Callable[[str, int, int], None]
"""Told what is being done, how many of how many are done; must not raise."""


def _tell_nobody(step: str, done: int, total: int) -> None:
    return None


@dataclass(frozen=True)
class Campaign:
    """What is planned and submitted together: one list, or all live placements."""

    campaign_id: str
    name: str
    entries: Sequence[Entry]


def of_placements(warehouse: Warehouse, settings: Settings, scope: Scope) -> Campaign:
    """Every live placement that the scope may see."""
    allow_example = settings.indexing.allow_loopback
    entries = collecting.of_placements(warehouse, scope, allow_example=allow_example)
    return Campaign(PLACEMENTS, "Live placements", entries)


def of_list(warehouse: Warehouse, list_id: str, scope: Scope) -> Campaign:
    """A list on record. Raises UnknownList."""
    with warehouse.read() as connection:
        stored = list_store.find(connection, list_id, scope)
        return Campaign(stored.list_id, stored.name, list_store.entries(connection, stored))


def find(warehouse: Warehouse, settings: Settings, campaign_id: str, scope: Scope) -> Campaign:
    """The campaign of this id. Raises UnknownList."""
    if campaign_id == PLACEMENTS:
        return of_placements(warehouse, settings, scope)
    return of_list(warehouse, campaign_id, scope)


def prepare(
    warehouse: Warehouse,
    settings: Settings,
    campaign: Campaign,
    scope: Scope,
    *,
    looks: int = LOOKS,
    clock: Clock = SYSTEM_CLOCK,
    tell: Tell = _tell_nobody,
    cancel: threading.Event | None = None,
) -> list[PlannedUrl]:
    """The plan, after at most `looks` looks at pages and at the index, if the settings allow any.

    What was not looked at stays `unknown` and is looked at when the campaign is planned again. An
    account that Google does not accept costs the looks at the index, not the plan.
    """
    if settings.indexing.fetch and looks:
        validating.validate(
            warehouse,
            settings,
            _in_order(warehouse, settings, campaign.entries),
            limit=looks,
            progress=lambda done, total: tell("pages looked at", done, total),
            cancel=cancel,
            clock=clock,
        )
    plan = by_what_is_known(warehouse, settings, campaign, scope)
    asked = _to_be_asked(warehouse, settings, plan, clock)[:looks]
    if not asked:
        return plan
    with suppress(SettingsError):
        checking.check(
            warehouse,
            settings,
            urls=asked,
            progress=lambda done, total: tell("pages asked for in the index", done, total),
            cancel=cancel,
            clock=clock,
        )
    return by_what_is_known(warehouse, settings, campaign, scope)


def by_what_is_known(
    warehouse: Warehouse, settings: Settings, campaign: Campaign, scope: Scope
) -> list[PlannedUrl]:
    """The plan by what is stored, without any network."""
    with warehouse.read() as connection:
        submitted = queueing.submitted(connection, campaign.campaign_id)
    gate = _gate(warehouse, settings)
    return planning.plan(
        warehouse, settings, campaign.entries, scope, gate=gate, submitted=submitted
    )


def _gate(warehouse: Warehouse, settings: Settings) -> Gate:
    with warehouse.read() as connection:
        problems = key_files.problems(connection, settings.indexing.indexnow_keys)
    return Gate.of(settings.indexing, problems)


def _in_order(warehouse: Warehouse, settings: Settings, entries: Sequence[Entry]) -> list[str]:
    """The pages to be looked at: those that could be submitted come first."""
    gate = _gate(warehouse, settings)
    taken = [
        (entry.canonical, entry.host or "")
        for entry in entries
        if entry.canonical and entry.duplicate_of is None
    ]

    def is_strange(url: str, host: str) -> bool:
        return bool(indexnow_refusal(host, gate) and google_refusal(url, None, gate))

    return [url for url, host in sorted(taken, key=lambda each: is_strange(*each))]


def _to_be_asked(
    warehouse: Warehouse, settings: Settings, plan: Sequence[PlannedUrl], clock: Clock
) -> list[CheckRequest]:
    """What is ready, on our properties, and was not asked for lately: it may be indexed already."""
    own = settings.indexing
    if not (own.google_service_account and own.inspection_properties):
        return []
    with warehouse.read() as connection:
        since = clock.now() - _ASKED_AGAIN_AFTER
        recent = check_rows.asked_since(connection, "url_inspection", since)
    return [
        CheckRequest(row.sha256, row.canonical)
        for row in plan
        if row.state == "ready" and row.sha256 and row.canonical
        if row.sha256 not in recent and property_of(row.canonical, own.inspection_properties)
    ]

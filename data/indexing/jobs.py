"""What a person starts on the Indexing page: jobs for `working.Work`, each ends in a sentence."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from data.access import Scope
from data.http import SYSTEM_CLOCK, Clock
from data.indexing import (
    campaigns,
    checking,
    page_checks,
    preparing,
    recovering,
    submitting,
    validating,
)
from data.indexing.checkers import CheckRequest
from data.indexing.eligibility import Gate, engine_states
from data.indexing.fetching import FetchingOff
from data.indexing.page_checks import PageCheck
from data.indexing.planning import PlannedUrl
from data.indexing.preparing import Tell
from data.indexing.working import Job
from data.settings import Settings
from data.warehouse import Warehouse

_ALL = Scope.everything()
_BROKEN = ("refused", "dead", "noindex", "crawl_blocked")


def looks(
    warehouse: Warehouse, settings: Settings, campaign_id: str, clock: Clock = SYSTEM_CLOCK
) -> Job:
    """Look at the pages of a campaign, so that its plan knows them. Sends nothing to be indexed."""

    def run(tell: Tell, cancel: threading.Event) -> str:
        campaign = preparing.find(warehouse, settings, campaign_id, _ALL)
        plan = preparing.prepare(
            warehouse, settings, campaign, _ALL, clock=clock, tell=tell, cancel=cancel
        )
        unknown = sum(row.state == "unknown" for row in plan)
        rest = f"; {unknown:,} still unknown, look again for more" if unknown else ""
        return f"{len(plan):,} rows planned{rest}."

    return run


def sending(
    warehouse: Warehouse, settings: Settings, campaign_id: str, clock: Clock = SYSTEM_CLOCK
) -> Job:
    """Queue what is ready in a campaign by what is known, and send it."""

    def run(tell: Tell, cancel: threading.Event) -> str:
        campaign = preparing.find(warehouse, settings, campaign_id, _ALL)
        plan = preparing.by_what_is_known(warehouse, settings, campaign, _ALL)
        recorded = campaigns.record(warehouse, campaign_id, plan, clock.now())
        result = submitting.submit(
            warehouse,
            settings,
            campaign_id=campaign_id,
            clock=clock,
            progress=lambda done, total: tell("URLs sent", done, total),
            cancel=cancel,
        )
        waiting = result.parked.total()
        return (
            f"{recorded.queued:,} newly queued; {result.accepted:,} taken by engines in "
            f"{result.requests:,} {'request' if result.requests == 1 else 'requests'}, "
            f"{result.refused.total():,} refused, {waiting:,} wait. "
            "Taken is not indexed: looks follow after 1 and 24 hours."
        )

    return run


def again(
    warehouse: Warehouse,
    settings: Settings,
    chosen: Mapping[str, Collection[str]],
    clock: Clock = SYSTEM_CLOCK,
) -> Job:
    """Fixed, try again: URLs (SHA-256) by campaign. Pages are looked at anew, then queued."""

    def run(tell: Tell, cancel: threading.Event) -> str:
        queued, unmended = 0, 0
        for campaign_id, keys in chosen.items():
            began = clock.now()
            plan = _plan_of(warehouse, settings, campaign_id, set(keys), tell, cancel, clock)
            if cancel.is_set():
                break
            broken = _broken(warehouse, set(keys), began)
            mended = set(keys) - broken
            stuck = recovering.try_again(warehouse, campaign_id, mended, also_accepted=True)
            recorded = campaigns.record(warehouse, campaign_id, plan, clock.now())
            queued, unmended = queued + stuck.queued + recorded.queued, unmended + len(broken)
        rest = f" {unmended:,} not: the page is still dead, blocked or not to be indexed."
        told = f"{queued:,} queued again; they go with the next sync, or with Send."
        return told + rest * bool(unmended)

    return run


def look_up(
    warehouse: Warehouse,
    settings: Settings,
    requests: Collection[CheckRequest],
    clock: Clock = SYSTEM_CLOCK,
) -> Job:
    """Ask for these pages in the index now, whatever is due."""

    def run(tell: Tell, cancel: threading.Event) -> str:
        found = checking.check(
            warehouse,
            settings,
            urls=list(requests),
            clock=clock,
            progress=lambda done, total: tell("pages asked for in the index", done, total),
            cancel=cancel,
        )
        without = f"; nobody may ask about {found.without_checker:,}" * bool(found.without_checker)
        fault = f" {found.faults[0].message}" if found.faults else ""
        return f"{found.verdicts.total():,} looked up{without}.{fault}"

    return run


def _plan_of(
    warehouse: Warehouse,
    settings: Settings,
    campaign_id: str,
    keys: set[str],
    tell: Tell,
    cancel: threading.Event,
    clock: Clock,
) -> list[PlannedUrl]:
    """The plan of some URLs, after a fresh look at their pages where that is allowed."""
    campaign = preparing.find(warehouse, settings, campaign_id, _ALL)
    mine = replace(campaign, entries=[e for e in campaign.entries if e.sha256 in keys])
    with suppress(FetchingOff):
        validating.validate(
            warehouse,
            settings,
            [entry.canonical for entry in mine.entries if entry.canonical],
            force=True,
            progress=lambda done, total: tell("pages looked at", done, total),
            cancel=cancel,
            clock=clock,
        )
    return preparing.by_what_is_known(warehouse, settings, mine, _ALL)


def _broken(warehouse: Warehouse, keys: set[str], began: datetime) -> set[str]:
    """The URLs whose page, looked at since `began`, still keeps every engine out of the index.

    What nobody has looked at since is a person's word against none.
    """
    with warehouse.read() as connection:
        checks = page_checks.latest(connection)
    fresh = [checks[key] for key in keys if key in checks and checks[key].checked_at >= began]
    return {check.url_sha256 for check in fresh if _is_broken(check)}


def _is_broken(check: PageCheck) -> bool:
    states = engine_states(check.url_canonical, check.host, check, Gate()).values()
    return all(found.state in _BROKEN for found in states)

"""Which engine takes a URL from us, and what stands in the way: pure, without network.

You cannot push a stranger's page: IndexNow takes URLs only from whoever serves the key file on
that host, Google's Indexing API only from an owner and only for two kinds of page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.indexing.engines.properties import property_of
from data.indexing.page_checks import PageCheck, Robots, page_state
from data.settings import Indexing

Engine = Literal["indexnow", "google"]
State = Literal[
    "ready",
    "duplicate",
    "refused",
    "already_indexed",
    "crawl_blocked",
    "dead",
    "noindex",
    "not_submittable",
    "unknown",
]

ENGINES: tuple[Engine, ...] = ("indexnow", "google")
# Of two engines that say different things, the first of these speaks for the URL.
_SPEAKS: tuple[State, ...] = (
    "ready",
    "unknown",
    "refused",
    "dead",
    "noindex",
    "crawl_blocked",
    "not_submittable",
    "duplicate",
)
_KEY = re.compile(r"[A-Za-z0-9-]{8,128}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class EngineState:
    """What one engine could be asked for; `reason` is a stable word, empty if there is none."""

    state: State
    reason: str = ""


@dataclass(frozen=True)
class Gate:
    """What is ours: IndexNow keys by host, Search Console properties, a Google account.

    `key_problems` are hosts whose key file or key was found wrong. With `accepts_warning` Google is
    asked for pages that its Indexing API is not meant for.
    """

    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    key_problems: Mapping[str, str] = field(default_factory=dict)
    properties: tuple[str, ...] = ()
    has_google: bool = False
    accepts_warning: bool = False

    @classmethod
    def of(
        cls,
        settings: Indexing,
        key_problems: Mapping[str, str] | None = None,
        *,
        accepts_warning: bool = False,
    ) -> Gate:
        """What the settings name."""
        account = settings.google_service_account
        return cls(
            settings.indexnow_keys,
            key_problems or {},
            tuple(settings.inspection_properties),
            bool(account and account.get_secret_value()),
            accepts_warning,
        )


def engine_states(
    url: str, host: str, check: PageCheck | None, gate: Gate
) -> dict[Engine, EngineState]:
    """What each engine could be asked for a canonical URL, after the last look at its page."""
    return {
        "indexnow": _state(
            check,
            check.bing_noindex if check else None,
            check.bing_robots if check else "unknown",
            indexnow_refusal(host, gate),
        ),
        "google": _state(
            check,
            check.google_noindex if check else None,
            check.google_robots if check else "unknown",
            google_refusal(url, check, gate),
        ),
    }


def overall(states: Mapping[Engine, EngineState]) -> EngineState:
    """The state of the URL as a whole: the best that any engine offers."""
    return min(states.values(), key=lambda found: _SPEAKS.index(found.state))


def indexnow_refusal(host: str, gate: Gate) -> str | None:
    """Why IndexNow would not take a URL of this host from us; a sub-domain is another host."""
    key = gate.keys.get(host)
    if key is None:
        return "no_key"
    return "bad_key" if not _KEY(key) else gate.key_problems.get(host)


def google_refusal(url: str, check: PageCheck | None, gate: Gate) -> str | None:
    """Why Google's Indexing API would not take this page from us; markup counts once it is read."""
    if not gate.has_google:
        return "google_off"
    if property_of(url, gate.properties) is None:
        return "not_own_property"
    if check is None or not check.was_read:
        return None
    if check.content_kind in ("pdf", "image"):
        return "content_kind"
    return None if check.google_markup or gate.accepts_warning else "no_allowed_markup"


def _state(
    check: PageCheck | None, noindex: str | None, robots: Robots, refusal: str | None
) -> EngineState:
    state, reason = page_state(check) if check else ("unknown", "not_checked")
    if state == "refused":
        return EngineState("refused", reason)
    if state == "dead":
        return EngineState("dead", reason)
    if noindex:
        return EngineState("noindex", "noindex")
    if robots == "blocked":
        return EngineState("crawl_blocked", "robots")
    if refusal:
        return EngineState("not_submittable", refusal)
    if state or robots == "unknown":
        return EngineState("unknown", reason or "robots_unreachable")
    is_elsewhere = check is not None and check.canonical_elsewhere
    return EngineState("ready", "canonical_elsewhere" if is_elsewhere else "")

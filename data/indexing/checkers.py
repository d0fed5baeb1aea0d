"""What a checker is: something that can say whether a URL is in an engine's index.

URL Inspection is one (own properties only); a person and a list are others. A service that looks
third-party pages up is added by a class with these members and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Verdict = Literal["indexed", "not_indexed", "not_seen", "unknown", "not_permitted", "error"]
Method = Literal[
    "url_inspection",
    "bing_url_info",
    "site_query",
    "exact_query",
    "vendor_check",
    "vendor_flag",
    "manual",
]
Confidence = Literal["authoritative", "observed", "reported"]

# What a check must say to count as a look: `unknown` neither ends nor extends anything.
OBSERVATIONS: tuple[Verdict, ...] = ("indexed", "not_indexed", "not_seen")


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """One canonical URL to be looked up in one engine's index."""

    url_sha256: str
    url_canonical: str
    engine: str = "google"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found; times are naive UTC, `cost` in the checker's own unit.

    `not_indexed` is for authoritative methods only: absence in a query is `not_seen`.
    `evidence` is where a person can see the same, `raw` the answer as it came.
    """

    request: CheckRequest
    verdict: Verdict
    checked_at: datetime
    reason_code: str | None = None
    last_crawl_at: datetime | None = None
    google_canonical: str | None = None
    user_canonical: str | None = None
    evidence: str | None = None
    raw: Any = field(default=None, compare=False)
    cost: float = 0.0
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a checker can do. `max_urls` is how many it takes at a time, `unit_cost` per URL."""

    engines: tuple[str, ...] = ("google",)
    needs_ownership: bool = False
    is_async: bool = False
    max_urls: int = 1
    unit_cost: float = 0.0


class Checker(Protocol):
    """A way to look URLs up. `provider`, `method` and `confidence` stand on every result's row."""

    provider: str
    method: Method
    confidence: Confidence
    capabilities: Capabilities

    def can_check(self, request: CheckRequest) -> bool:
        """Whether this URL is one it may ask about; asks nobody."""

    def check(self, requests: Sequence[CheckRequest]) -> Iterator[CheckResult]:
        """Results as they come, for at most `max_urls` requests.

        One that is missing was not looked up: an asynchronous checker yields what is ready and is
        asked for the rest by a later run; one that met its limit ends early.
        Raises SourceError when nothing more can be asked in this run.
        """

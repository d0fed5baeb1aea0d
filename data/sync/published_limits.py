"""What the vendors have published of their limits, held against the settings."""

from __future__ import annotations

from dataclasses import dataclass

from data.settings import Settings
from data.sync.clients import outreach_account, podcast_account


@dataclass(frozen=True)
class Limit:
    """Requests a minute that a vendor's own words allow; `words` says where they stand."""

    setting: str
    per_minute: int
    words: str


# Podcast Backlinks contract 1.1; Backlink Outreach contract 2.8: ALwrity's server counts a sliding
# minute for each address, before it looks at the token. The documented dialect names no limit.
PUBLISHED = {
    "podcast": Limit(
        "PODCAST_BACKLINKS__REQUESTS_PER_MINUTE",
        60,
        "Podcast Backlinks documents 60 requests a minute by default",
    ),
    "outreach": Limit(
        "BACKLINK_OUTREACH__REQUESTS_PER_MINUTE",
        200,
        "Backlink Outreach servers allow 200 requests a minute from one address",
    ),
}


def set_limits(settings: Settings) -> dict[str, int]:
    """What the settings allow a minute, by source, of those that are on."""
    accounts = (podcast_account(settings), outreach_account(settings))
    return {account.source: account.requests_per_minute for account in accounts if account}


def exceeded(settings: Settings) -> list[str]:
    """One sentence, with the mend, for each setting above what its vendor has published."""
    return [
        f"{limit.words}; {limit.setting} is {per_minute:,}. Set it to {limit.per_minute} or less, "
        "unless the vendor has given you more."
        for source, per_minute in set_limits(settings).items()
        if per_minute > (limit := PUBLISHED[source]).per_minute
    ]

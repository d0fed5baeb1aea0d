"""What a sandbox can be told when it starts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

ListEnvelope = Literal["data", "orders", "items", "results", "array", "page_meta"]
ListOrder = Literal["newest", "oldest", "shuffled"]
OutreachDialect = Literal["documented", "alwrity"]

# The vendor's PDFs lie on a public host of their own. Whoever maps it to the sandbox is served.
REPORTS_URL = "https://reports.podcastbacklinks.example/"

SIZES = {"demo": 3_000, "large": 1_000_000}


def utc_now() -> datetime:
    """The current time as naive UTC, in whole seconds (the documents show no fractions)."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@dataclass(frozen=True, slots=True)
class Options:
    """All choices of one sandbox; two sandboxes with equal options serve equal bytes.

    ``as_of`` is naive UTC: the moment at which the sandbox's clock starts. Pages that are pushed to
    an engine count as pushed ``pushed_hours_ago``: what crawling takes need not be waited for.
    ``list_placements``, ``list_envelope`` and ``list_order`` vary what the document leaves open
    about ``GET /orders``, to prove that a client copes: ``array`` answers the whole list without a
    cursor, ``page_meta`` is ``{"items": […], "pagination": {"next": …}}``.
    """

    seed: int = 7
    orders: int = SIZES["demo"]
    as_of: datetime = field(default_factory=utc_now)
    speed: float = 1.0
    pushed_hours_ago: float = 0.0
    requests_per_minute: int = 60
    outreach_requests_per_minute: int = 180
    list_placements: bool = False
    list_envelope: ListEnvelope = "data"
    list_order: ListOrder = "newest"
    outreach_dialect: OutreachDialect = "documented"
    api_key: str = "pk_live_sandbox7d1f4c2e9a"
    token: str = "outreach-sandbox-5b0e83d7"
    webhook_secret: str = "whsec_sandbox_c61a90f27e"
    webhook_url: str | None = None
    port: int = 0
    json: bool = False

    @property
    def base_url(self) -> str:
        """Where the sandbox is reached; meaningful once ``port`` is a real port."""
        return f"http://127.0.0.1:{self.port}"


def parse_size(text: str) -> int:
    """The number of orders behind ``--size``: demo, large or a positive number.

    Raises ValueError for anything else, which argparse shows as a usage error.
    """
    if text in SIZES:
        return SIZES[text]
    orders = int(text)
    if orders < 1:
        raise ValueError(f"a world needs at least one order, not {orders}")
    return orders

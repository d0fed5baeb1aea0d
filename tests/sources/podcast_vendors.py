"""A scripted Podcast Backlinks server, and a source that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from data.errors import SourceError
from data.http import HttpClient, SlidingWindow
from data.sources.podcast_backlinks import OrderPage, PodcastBacklinks
from tests.scripted_server import ScriptedServer, Step
from tests.skipping_clock import SkippingClock


def client(base_url: str, key: str = "pk_live_a1b2c3d4e5f6") -> HttpClient:
    clock = SkippingClock()
    return HttpClient(
        source="podcast",
        base_url=base_url,
        token=key,
        limiter=SlidingWindow(10_000, clock=clock),
        clock=clock,
        random=Random(2),
    )


@contextmanager
def vendor(*bodies: Any) -> Iterator[tuple[ScriptedServer, PodcastBacklinks]]:
    """A server that answers these bodies (or whole steps) in turn, and a source that asks it."""
    steps: list[Step] = [
        body if isinstance(body, dict) and "status" in body else {"status": 200, "body": body}
        for body in bodies
    ]
    with ScriptedServer(steps) as server:
        yield server, PodcastBacklinks(client(server.url))


def rows(*numbers: int, day: int = 14) -> list[dict[str, str]]:
    return [{"id": f"ord_{n}", "created_at": f"2025-03-{day}T10:00:{n:02}Z"} for n in numbers]


def bad_request(message: str) -> Step:
    return {
        "status": 400,
        "body": {"error": {"code": "invalid_request", "message": message, "request_id": "req_1"}},
    }


def pull(source: PodcastBacklinks, **options: Any) -> tuple[list[OrderPage], SourceError | None]:
    pages = []
    try:
        for page in source.order_pages(**options):
            pages.append(page)
    except SourceError as fault:
        return pages, fault
    return pages, None


ORDER = {
    "package": "growth",
    "target_url": "https://acme.com/blog/post",
    "anchor_text": "best CRM",
    "niche": "saas",
    "content": {"type": "html", "body": "<p>Notes</p>"},
    "metadata": {"client_id": "cus_42"},
}

"""The outreach sandbox on a real port, with a clock that tests move by hand."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests
import uvicorn
from starlette.applications import Starlette

from data.sandbox.clock import Clock
from data.sandbox.options import Options
from data.sandbox.outreach_rows import Reply
from data.sandbox.outreach_server import PREFIXES, routes
from data.sandbox.outreach_world import OutreachWorld

AS_OF = datetime(2026, 11, 20, 12, 0)


@dataclass
class Hand:
    """Seconds since the sandbox started."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Caller:
    """A client of one dialect: paths are relative to its prefix."""

    base_url: str
    options: Options
    world: OutreachWorld
    hand: Hand
    session: requests.Session = field(default_factory=requests.Session)

    def __call__(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.options.token}"}
        url = f"{self.base_url}{PREFIXES[self.options.outreach_dialect]}{path}"
        return self.session.request(method, url, headers=headers, timeout=10, **kwargs)

    def get(self, path: str, **params: Any) -> Any:
        answer = self("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def own_campaign(self) -> str:
        """A campaign drawn by lot, rich in everything."""
        return self.world.client_campaigns()[0][0]

    def wait_for_mail(self) -> Reply:
        """Move the clock to a minute after the next first reply, hours before a poll."""
        coming = [
            reply
            for campaign_id, _ in self.world.client_campaigns()
            for life in self.world.timelines(campaign_id)
            for reply in life.replies[:1]
            if reply.written_at > AS_OF and reply.seen_at - reply.written_at > timedelta(hours=2)
        ]
        reply = min(coming, key=lambda row: row.written_at)
        self.hand.seconds = (reply.written_at - AS_OF).total_seconds() + 60
        return reply


def hand_world(options: Options, first_call_seconds: float = 0.0) -> tuple[OutreachWorld, Hand]:
    """A world whose clock stands still until its hand is moved."""
    hand = Hand()
    clock = Clock(options.as_of, elapsed=hand)
    return OutreachWorld(options, clock, first_call_seconds), hand


@contextmanager
def serving(first_call_seconds: float = 0.0, **choices: Any) -> Iterator[Caller]:
    """A small outreach sandbox in a thread, stopped at the end."""
    options = Options(
        **{"orders": 60, "as_of": AS_OF, "outreach_requests_per_minute": 9_000} | choices
    )
    world, hand = hand_world(options, first_call_seconds)
    app = Starlette(routes=routes(world, options))
    config = uvicorn.Config(app, lifespan="off", log_level="critical", access_log=False)
    server = uvicorn.Server(config)
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        caller = Caller(f"http://127.0.0.1:{listener.getsockname()[1]}", options, world, hand)
        try:
            yield caller
        finally:
            caller.session.close()
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)

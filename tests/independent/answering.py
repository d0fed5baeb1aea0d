"""What servers of the documented APIs have in common, and the freedoms the documents leave them.

They share no code with the sandbox or the sources.
"""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

KEY = "pk_live_of_another_server_7c1e"
INDIA = timezone(timedelta(hours=5, minutes=30))
Row = dict[str, Any]
Answer = tuple[int, Any, Mapping[str, str]]


def naive(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def with_offset(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=UTC).astimezone(INDIA).isoformat() if moment else None


@dataclass
class Freedom:
    """What the documents leave open. The defaults are terse; `RICH` is the other extreme."""

    envelope: str = "orders"
    is_shuffled: bool = False
    largest_page: int = 25
    has_placements: bool = False
    has_metadata: bool = False
    extra: Row = field(default_factory=dict)
    bad_rows: list[Any] = field(default_factory=list)
    time: Callable[[datetime | None], str | None] = naive
    lead_key: str = "id"
    email_key: str = "contact_email"
    has_lead_times: bool = True
    list_cap: int | None = 50
    has_csv: bool = True


RICH = Freedom(
    envelope="items",
    is_shuffled=True,
    largest_page=50,
    has_placements=True,
    has_metadata=True,
    extra={"region": "eu", "nested": [{"a": 1}]},
    time=with_offset,
    lead_key="lead_id",
    email_key="email",
    has_lead_times=False,
    list_cap=None,
    has_csv=False,
)


class Server(ABC):
    """One HTTP server on a free port of 127.0.0.1, closed by `with`."""

    prefix: ClassVar[str]

    def __init__(self, freedom: Freedom, now: Callable[[], datetime]) -> None:
        self.freedom, self.now = freedom, now
        self._httpd = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._httpd.server_port}{self.prefix}"
        self._thread = threading.Thread(target=self._httpd.serve_forever, daemon=True)
        self._thread.start()

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()
        self._thread.join()

    @abstractmethod
    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        """Status, body and headers for the path in steps."""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer; else each waits for a delayed acknowledgement

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                steps = parts.path.removeprefix(server.prefix).strip("/").split("/")
                status, body, headers = 401, {"detail": "Not authenticated"}, {}
                if self.headers.get("Authorization") == f"Bearer {KEY}":
                    status, body, headers = server.answer(steps, query)
                raw = (body if isinstance(body, str) else json.dumps(body)).encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any) -> None:
                return None

        return Handler

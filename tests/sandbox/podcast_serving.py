"""A small running sandbox for the tests of its orders side."""

from datetime import datetime
from typing import Any

import requests

from data.sandbox.options import Options
from data.sandbox.server import Sandbox

AS_OF = datetime(2026, 11, 18, 9, 30)
BODY: dict[str, Any] = {
    "package": "growth",
    "target_url": "https://acme-crm.example/blog/post",
    "anchor_text": "best CRM for startups",
    "niche": "saas",
    "content": {"type": "html", "body": "<p>Episode show notes</p>"},
}


def options(**changes: Any) -> Options:
    """Three hundred orders whose clock stands still, without a practical rate limit."""
    values = {"orders": 300, "as_of": AS_OF, "speed": 0.0, "requests_per_minute": 100_000}
    return Options(**(values | changes))


class Caller:
    """Calls the podcast API of a sandbox with its key."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.base_url = sandbox.base_url + "/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {sandbox.options.api_key}"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(self.base_url + path, params=query, timeout=10)

    def place(self, key: str | None = None, **changes: Any) -> requests.Response:
        headers = {"Idempotency-Key": key} if key else {}
        body = BODY | changes
        return self.session.post(self.base_url + "/orders", json=body, headers=headers, timeout=10)

    def all_orders(self, limit: int = 100, **query: Any) -> list[dict[str, Any]]:
        """Every row of the list in the documented-looking envelope."""
        rows, cursor = [], None
        while True:
            page = self.get(
                "/orders", limit=limit, **query, **({"cursor": cursor} if cursor else {})
            )
            rows += page.json()["data"]
            cursor = page.json()["next_cursor"]
            if cursor is None:
                return rows


def code_of(answer: requests.Response) -> tuple[int, str]:
    """HTTP status and the stable code of an error."""
    return answer.status_code, answer.json()["error"]["code"]

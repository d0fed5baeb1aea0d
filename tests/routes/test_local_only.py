"""Without sign-in the app answers this machine only: pages and their websocket like the exports."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.starting import App

REBOUND = "evil.example"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def handshake(app: App, name: str) -> int:
    """The status that a page served under `name` gets when it opens Streamlit's websocket."""
    address = urlsplit(app.url)
    host = f"{name}:{address.port}"
    lines = {"Host": host, "Origin": f"http://{host}", **UPGRADE}
    asked = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
    with socket.create_connection((str(address.hostname), address.port), timeout=30) as wire:
        wire.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{asked}\r\n".encode())
        return int(wire.recv(64).split()[1])


@pytest.mark.parametrize("path", ["/", "/clients", "/_stcore/health", "/exports/orders.csv"])
def test_a_foreign_name_gets_no_page(app: App, path: str) -> None:
    answer = app.get(path, headers={"Host": REBOUND})
    assert answer.status_code == 403
    assert answer.text == "This address answers on this machine only.\n"


def test_a_page_under_a_foreign_name_opens_no_websocket(app: App) -> None:
    assert handshake(app, "127.0.0.1") == 101
    assert handshake(app, "localhost") == 101
    assert handshake(app, REBOUND) == 403


def test_health_and_webhooks_answer_under_any_name(app: App) -> None:
    assert app.get("/healthz", headers={"Host": REBOUND}).status_code == 200
    webhook = app.ask("POST", "/webhooks/podcast-backlinks", headers={"Host": REBOUND})
    assert webhook.status_code != 403


def test_with_sign_in_any_name_gets_the_page_that_asks_for_it(signed_app: App) -> None:
    assert signed_app.get("/", headers={"Host": "dashboard.example"}).status_code == 200
    assert handshake(signed_app, "dashboard.example") == 101

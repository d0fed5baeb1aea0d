"""Without sign-in the app answers this machine only: pages and their websocket like the exports."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.starting import App, Home, start_app

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


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent", "/sync/_stcore/metrics"])
def test_counters_and_remote_control_are_closed(app: App, signed_app: App, path: str) -> None:
    assert app.get(path).status_code == 403
    assert signed_app.get(path).status_code == 403


def test_with_a_public_address_no_other_name_is_served(public_app: App) -> None:
    assert public_app.get("/", headers={"Host": "dashboard.example"}).status_code == 200
    assert handshake(public_app, "dashboard.example") == 101
    assert public_app.get("/", headers={"Host": REBOUND}).status_code == 403
    assert handshake(public_app, REBOUND) == 403


def test_a_public_address_without_sign_in_is_refused_in_one_sentence(tmp_path: Path) -> None:
    app = start_app(Home(tmp_path, {}), "--server.address", "0.0.0.0")
    assert app.process.wait(60) == 1
    assert "Without sign-in Linkboard serves this machine only" in app.log
    assert "Traceback" not in app.log


def test_a_second_app_on_one_file_says_who_holds_it(app: App) -> None:
    second = start_app(Home(app.home.folder, app.home.settings), log="second.log")
    assert second.process.wait(60) == 1
    said = (app.home.folder / "second.log").read_text()
    assert f"held by process {app.process.pid}" in said
    assert "Traceback" not in said


def test_every_answer_says_what_a_page_may_load(app: App) -> None:
    for path in ("/", "/healthz", "/exports/orders.csv", "/nowhere"):
        headers = app.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-eval" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"

"""Every secret of the settings is a canary: none is found where the house writes or answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.schema import metadata
from data.warehouse import Warehouse
from tests.routes.test_signed_exports import cookie
from tests.starting import Home, app_of

COOKIE = "canary-cookie-secret-0123456789-0123456789"
SECRETS = {
    "PODCAST_BACKLINKS__API_KEY": "canary-podcast-key-0123456789",
    "BACKLINK_OUTREACH__TOKEN": "canary-outreach-token-0123456789",
    "SMTP__PASSWORD": "canary-mailbox-password-0123456789",
    "APP__SECRET": "canary-link-secret-0123456789-0123456789",
    "AUTH__COOKIE_SECRET": COOKIE,
    "AUTH__CLIENT_SECRET": "canary-provider-secret-0123456789",
}
LISTED = {
    "PODCAST_BACKLINKS__WEBHOOK_SECRETS": ["canary-webhook-secret-0123456789"],
    "APP__OLD_SECRETS": ["canary-former-secret-0123456789-0123456789"],
}
ACCOUNT = {
    "type": "service_account",
    "client_email": "robot@canary.example",
    "private_key": "canary-private-key-0123456789",
    "token_uri": "https://oauth2.googleapis.com/token",
}
CANARIES = [*SECRETS.values(), *(text for texts in LISTED.values() for text in texts)]
CANARIES += [ACCOUNT["private_key"]]
ASKED = (
    "/exports/sync_history.csv",
    "/exports/source_status.json",
    "/exports/recent_runs.json",
    "/exports/quarantine.json",
    "/exports/requests_by_hour.csv",
    "/exports/nothing.csv",
    "/exports/orders.csv?from=x",
    "/client-report/nobody.pdf?from=2026-01-01&to=2026-01-02",
    "/share/made.up",
    "/healthz",
    "/oauth2callback?state=x&code=y",
    "/",
)


class Parrot(BaseHTTPRequestHandler):
    """A vendor whose every answer repeats what it was sent, headers too."""

    def do_GET(self) -> None:  # noqa: N802
        said = f"{self.path} {dict(self.headers)} write to canary.person@people.example"
        status = 403 if "orders" in self.path else 200
        body = (said if status == 200 else json.dumps({"message": said})).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Said", dict(self.headers).get("Authorization", ""))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the test's own output."""


@contextmanager
def parrot() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Parrot)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All that was answered, printed, logged and stored, by where it stood."""
    folder: Path = tmp_path_factory.mktemp("secrets")
    outside = tmp_path_factory.mktemp("outside")
    secrets_file = outside / "secrets.toml"
    secrets_file.write_text(
        f'[auth]\nredirect_uri = "http://localhost/oauth2callback"\ncookie_secret = "{COOKIE}"\n'
    )
    said: dict[str, str] = {}
    with parrot() as vendor:
        settings = {
            "PODCAST_BACKLINKS__BASE_URL": vendor,
            "BACKLINK_OUTREACH__BASE_URL": vendor,
            "INDEXING__GOOGLE_SERVICE_ACCOUNT": json.dumps(ACCOUNT),
            "SYNC__EVERY_MINUTES": "0",
            "SMTP__HOST": "127.0.0.1",
            "SMTP__USER": "reports",
            "SMTP__FROM": "reports@house.example",
            **SECRETS,
            **{name: json.dumps(texts) for name, texts in LISTED.items()},
        }
        home = Home(folder, settings)
        options = ("--secrets.files", str(secrets_file), "--logger.level", "debug")
        with app_of(home, *options) as app:
            for words in (
                ["sync"],
                ["status", "--json"],
                ["doctor", "--offline"],
                ["roster", "list"],
            ):
                ran = home.run(*words)
                said[" ".join(words)] = (ran.stdout + ran.stderr).decode()
            for path in ASKED:
                for cookies in ({}, cookie("owner", secret=COOKIE)):
                    answer = app.get(path, cookies=cookies)
                    said[f"{path} {bool(cookies)}"] = f"{answer.headers}{answer.text}"
            signature = {
                "X-PodcastBacklinks-Signature": LISTED["PODCAST_BACKLINKS__WEBHOOK_SECRETS"][0]
            }
            answer = app.ask(
                "POST", "/webhooks/podcast-backlinks", headers=signature, data=b'{"type":"x"}'
            )
            said["webhook"] = answer.text
            assert answer.status_code == 401
    with Warehouse.open(f"duckdb:///{folder / 'warehouse.duckdb'}") as warehouse:
        said |= {f"table {name}": text for name, text in tables(warehouse)}
    said |= {
        str(path.relative_to(folder)): path.read_bytes().decode("latin-1")
        for path in folder.rglob("*")
        if path.is_file()
    }
    return said


def tables(warehouse: Warehouse) -> Iterator[tuple[str, str]]:
    with warehouse.read() as connection:
        for name, table in metadata.tables.items():
            yield name, str(connection.execute(sa.select(table)).all())


def test_the_vendors_were_asked_and_their_failure_was_told(spoken: dict[str, str]) -> None:
    assert "403" in spoken["sync"] or "refused" in spoken["sync"]
    assert spoken["table sync_runs"].count("failed") >= 2
    assert len(spoken["app.log"]) > 100 and "warehouse.duckdb" in spoken


def test_no_secret_stands_anywhere(spoken: dict[str, str]) -> None:
    for where, text in spoken.items():
        for canary in CANARIES:
            assert canary not in text, f"{canary[:12]}… in {where}"


def test_no_address_of_a_vendors_message_stands_anywhere(spoken: dict[str, str]) -> None:
    for where, text in spoken.items():
        assert "canary.person" not in text, where

"""What every kind of answer says to a browser, and what the app keeps closed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.filled import ACME
from tests.routes.test_signed_exports import cookie
from tests.starting import App

CONFIG = tomllib.loads(
    (Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text("utf-8")
)
ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/clients", 200),
    ("HEAD", "/", 200),
    ("GET", "/healthz", 200),
    ("GET", "/_stcore/health", 200),
    ("GET", "/_stcore/metrics", 403),
    ("GET", "/exports/orders.csv", 403),
    ("GET", "/client-report/x.pdf?from=2026-01-01&to=2026-01-02", 403),
    ("GET", "/share/made.up", 404),
    ("GET", "/webhooks/podcast-backlinks", 405),
    ("POST", "/webhooks/podcast-backlinks", 503),  # no secret is set
    ("POST", "/command", 403),
    ("POST", "/sync", 403),
    ("GET", "/media/nothing.csv", None),
    ("GET", "/oauth2callback?state=x&code=y", None),
    ("GET", "/auth/logout", None),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_kind_of_answer_has_the_headers(
    signed_app: App, method: str, path: str, status: int | None
) -> None:
    answer = signed_app.ask(method, path, allow_redirects=False)
    assert status in (None, answer.status_code)
    assert answer.status_code < 500 or status == 503
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy and "*" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "Traceback" not in answer.text


def test_scripts_and_styles_have_them_too(signed_app: App) -> None:
    page = signed_app.get("/").text
    files = re.findall(r'(?:src|href)="\.?/?(static/[^"]+\.(?:js|css))"', page)
    assert files
    for file in files:
        answer = signed_app.get(f"/{file}")
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/app/static/app.json",
        "/app/static/../.streamlit/secrets.toml",
        "/static/..%2f..%2f.streamlit/secrets.toml",
        "/..%2f.streamlit%2fsecrets.toml",
        "/.streamlit/secrets.toml",
        "/data/local/warehouse.duckdb",
        "/component/x/..%2f..%2fsecrets.toml",
        "/media/..%2fsecrets.toml",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_no_file_of_the_house_is_served(signed_app: App, path: str) -> None:
    answer = signed_app.get(path)
    assert answer.status_code in (200, 400, 403, 404)
    for word in ("cookie_secret", "[auth]", "root:x:0", "DUCK", '"token"'):
        assert word not in answer.text


def test_what_is_private_is_kept_by_no_cache(signed_app: App) -> None:
    own = cookie("acme")
    days = "from=2026-01-01&to=2026-01-31"
    for path in (
        "/exports/orders.csv",
        "/exports/orders.json",
        f"/client-report/{ACME}.pdf?{days}",
    ):
        answer = signed_app.get(path, cookies=own)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_settings_that_close_the_house() -> None:
    server, client = CONFIG["server"], CONFIG["client"]
    assert server["address"] == "127.0.0.1"
    assert server["enableXsrfProtection"] and server["enableCORS"]
    assert not server["enableStaticServing"]
    assert server["maxUploadSize"] <= 50
    assert "trustedUserHeaders" not in server and "enableAgentApi" not in server
    assert client["showErrorDetails"] == "none" and not client["showErrorLinks"]
    assert not CONFIG["browser"]["gatherUsageStats"]

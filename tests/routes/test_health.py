"""GET /healthz, the headers of every answer, and what is not there."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.starting import App


def test_health_tells_status_version_and_the_age_of_each_source(app: App) -> None:
    answer = app.get("/healthz")
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"status", "data_version", "sources"}
    assert told["status"] == "ok"
    assert isinstance(told["data_version"], int)
    assert set(told["sources"]) == {"podcast", "outreach", "indexing"}
    for name in ("podcast", "outreach", "indexing"):
        assert told["sources"][name].endswith("Z")
        assert datetime.fromisoformat(told["sources"][name]).tzinfo is not None


def test_health_has_a_head_and_is_never_cached(app: App) -> None:
    assert app.ask("HEAD", "/healthz").status_code == 200
    assert app.get("/healthz").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/healthz", "/exports/orders.csv", "/exports/no.csv"])
def test_every_answer_carries_the_security_headers(app: App, path: str) -> None:
    headers = app.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/healthz"),
        ("DELETE", "/healthz"),
        ("POST", "/exports/orders.csv"),
        ("PUT", "/exports/orders.csv"),
        ("GET", "/command"),
        ("PUT", "/command"),
        ("DELETE", "/sync"),
        ("GET", "/webhooks/podcast-backlinks"),
    ],
)
def test_a_wrong_method_is_refused_and_gets_no_page(app: App, method: str, path: str) -> None:
    answer = app.ask(method, path)
    assert answer.status_code == 405
    assert "<html" not in answer.text.lower()


@pytest.mark.parametrize("path", ["/command/more", "/webhooks/somebody-else", "/nowhere"])
def test_a_post_to_a_path_that_is_not_there_is_refused(app: App, path: str) -> None:
    answer = app.ask("POST", path)
    assert answer.status_code in (404, 405)
    assert "<html" not in answer.text.lower()


@pytest.mark.parametrize("path", ["/", "/sync", "/exports", "/clients?client=cus_42"])
def test_pages_are_streamlits(app: App, path: str) -> None:
    answer = app.get(path)
    assert answer.status_code == 200
    assert "text/html" in answer.headers["Content-Type"]

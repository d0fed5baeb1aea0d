"""What the client sends and records."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from data.errors import Refused, Unreachable
from data.http.client import USER_AGENT
from tests.http.bench import KEY, OK, bench, unreachable


def test_a_request_carries_key_agent_and_encoded_parts_and_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    cookie = {**OK, "headers": {"Set-Cookie": "a=b"}}
    with bench(cookie, OK) as b:
        for _ in range(2):
            b.client.request(
                "GET",
                "/things/{id}",
                ids={"id": "a/b?c"},
                params={"cursor": "a+b/c==&x", "n": None},
            )
    first, second = b.server.requests
    assert first.path == "/v1/things/a%2Fb%3Fc?cursor=a%2Bb%2Fc%3D%3D%26x"
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert first.headers["user-agent"] == USER_AGENT
    assert "cookie" not in second.headers


def test_the_agent_names_the_version_of_the_project() -> None:
    project = Path(__file__).resolve().parents[2] / "pyproject.toml"
    version = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    assert USER_AGENT.startswith(f"Linkboard/{version} ")


def test_every_attempt_is_recorded_without_ids_and_cursors() -> None:
    with bench({"status": 500}, OK) as b:
        answer = b.client.request("GET", "/things/{id}", ids={"id": "t1"}, params={"cursor": "c"})
    assert (answer.status, answer.body, answer.requests) == (200, {"fine": True}, 2)
    assert b.client.requests_sent == 2
    assert [(r.endpoint, r.status, r.attempt, r.outcome) for r in b.records] == [
        ("GET /things/{id}", 500, 1, "server_error"),
        ("GET /things/{id}", 200, 2, "ok"),
    ]
    assert all(r.sent_at <= r.finished_at and r.source == "vendor" for r in b.records)


def test_every_repeat_sends_the_same_bytes() -> None:
    body = {"anchor_text": "café", "b": 1, "a": {"z": None}}
    with bench({"status": 500, "times": 2}, {"action": "rst"}, OK) as b:
        b.client.request("POST", "/things", body=body, headers={"Idempotency-Key": "k1"})
    assert {r.body for r in b.server.requests} == {
        rb'{"anchor_text":"caf\u00e9","b":1,"a":{"z":null}}'
    }
    assert [r.headers["idempotency-key"] for r in b.server.requests] == ["k1"] * 4


def test_text_and_nothing_can_be_expected_instead_of_json() -> None:
    with bench({"status": 200, "body_text": "\ufeffid,url"}, {"status": 204}) as b:
        assert b.client.request("GET", "/export", expect="text").body == "id,url"
        assert b.client.request("DELETE", "/things", expect="nothing").body is None


@pytest.mark.parametrize("key", ["secret\nkey", "secret\u20ackey"])
def test_a_key_that_cannot_be_sent_is_named_but_not_shown(key: str) -> None:
    with pytest.raises(Refused) as caught:
        unreachable(token=key).request("GET", "/things")
    assert "VENDOR__KEY" in caught.value.message and "secret" not in caught.value.message


@pytest.mark.parametrize("url", ["http://[", "http://a..b/v1", "ftp:nothing"])
def test_an_address_that_cannot_be_asked_is_a_source_error(url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        unreachable(base_url=url).request("GET", "/things")
    assert "VENDOR__URL" in caught.value.message

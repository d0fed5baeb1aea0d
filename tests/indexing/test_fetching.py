"""The fetch guard over real sockets: every case of bad-urls.json, and what servers may try."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data import hosts
from data.errors import SettingsError
from data.hosts import Address
from data.indexing import fetching, urls
from data.indexing.fetching import Fetcher, FetchingOff
from data.indexing.refusals import FetchFailed, NotFetched, RefusedUrl
from data.settings import Indexing
from tests.indexing.certificates import Authority
from tests.indexing.web import Page, Web, redirect
from tests.skipping_clock import SkippingClock

CASES = json.loads((Path(__file__).parent.parent / "cases" / "bad-urls.json").read_text("utf-8"))
HOME = "http://public.example/"


def ids(case: dict[str, Any]) -> str:
    return str(case.get("id") or case["url"])


def code_of(web: Web, url: str, **options: Any) -> tuple[str, str]:
    with pytest.raises(NotFetched) as failure:
        web.fetcher(**options).get(url)
    return failure.value.stage, failure.value.code


def assert_nobody_private_was_asked(web: Web) -> None:
    for text in web.connections:
        address = hosts.address_of(text)
        assert address is not None and hosts.is_public(address)


@pytest.mark.parametrize("case", CASES["bad"], ids=ids)
def test_a_bad_url_is_refused_at_its_stage_without_a_connection(case: dict[str, Any]) -> None:
    with Web({}, dns=CASES["fake_dns"]) as web:
        assert code_of(web, case["url"]) == (case["stage"], case["code"])
        assert web.connections == []
        assert bool(web.lookups) is (case["network_calls"] == "dns only")


@pytest.mark.parametrize("case", CASES["must_accept"], ids=ids)
def test_a_good_url_is_asked_for(case: dict[str, Any]) -> None:
    asked = "http" + urls.canonical(case["url"]).removeprefix("http").removeprefix("s")
    with Web({asked: Page(body=b"here")}, dns=CASES["fake_dns"]) as web:
        found = web.fetcher().get(asked)
        assert (found.status, found.body) == (200, b"here")
        assert web.connections == ["93.184.216.34"]


@pytest.mark.parametrize("host", ["mixed.example", "inside.example", "v6inside.example"])
def test_one_answer_that_is_not_public_refuses_the_name(host: str) -> None:
    with Web({}, dns=CASES["fake_dns"]) as web:
        assert code_of(web, f"http://{host}/") == ("resolve", "non_public_ip")
        assert web.connections == []


def test_a_name_is_looked_up_once_and_the_answer_is_where_the_connection_goes() -> None:
    with Web({HOME: Page(body=b"x")}) as web:
        web.fetcher().get(HOME)
        assert (web.lookups, web.connections) == (["public.example"], ["93.184.216.34"])
        assert web.requests[0].headers["Host"] == "public.example"


@pytest.mark.parametrize(
    "place",
    [
        "file:///etc/passwd",
        "ftp://public.example/a",
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "http://inside.example/",
        "http://localhost:8080/",
        "http://public.example:22/",
        "http://user:pw@public.example/",
        "http://127.0.0.1\\@public.example/",
        "//10.0.0.5/",
        "/a\tb",
    ],
)
def test_a_redirect_to_what_must_not_be_asked_is_blocked(place: str) -> None:
    with Web({HOME: redirect(place)}, dns=CASES["fake_dns"]) as web:
        assert code_of(web, HOME) == ("fetch", "blocked_redirect")
        assert web.connections == ["93.184.216.34"]


def test_a_redirect_is_followed_as_written_and_looked_at_anew() -> None:
    pages = {
        HOME: redirect("/caf\xe9?utm_source=a&b=1"),
        "http://public.example/caf%C3%A9?utm_source=a&b=1": redirect("//other.example/x"),
        "http://other.example/x": Page(body=b"end"),
    }
    with Web(pages) as web:
        found = web.fetcher().get(HOME)
        assert (found.url, found.redirects, found.body) == ("http://other.example/x", 2, b"end")
        assert web.lookups == ["public.example", "public.example", "other.example"]


def test_a_circle_of_redirects_ends_after_five() -> None:
    with Web({HOME: redirect("/b"), f"{HOME}b": redirect("/")}) as web:
        assert code_of(web, HOME) == ("fetch", "too_many_redirects")
        assert len(web.requests) == 6


def test_proxies_and_passwords_of_the_environment_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine public.example login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    with Web({HOME: Page(headers=[("Set-Cookie", "a=b")])}) as web:
        fetcher = web.fetcher()
        fetcher.get(HOME)
        fetcher.get(HOME)
        assert web.connections == ["93.184.216.34"] * 2
        for request in web.requests:
            assert not {"Authorization", "Cookie", "Proxy-Authorization"} & set(request.headers)


def test_a_long_body_is_cut_at_the_cap() -> None:
    with Web({HOME: Page(body=b"a" * 700_000)}) as web:
        found = web.fetcher().get(HOME, limit=fetching.ROBOTS_LIMIT)
        assert (len(found.body), found.is_cut) == (512_000, True)


def test_a_gzip_bomb_is_cut_at_the_cap_of_inflated_bytes() -> None:
    member = gzip.compress(b" " * 2**20)

    def bomb() -> Iterator[bytes]:
        for _ in range(1024):
            yield member

    with Web({HOME: Page(body=bomb(), headers=[("Content-Encoding", "gzip")])}) as web:
        found = web.fetcher().get(HOME)
        assert (len(found.body), found.is_cut) == (fetching.PAGE_LIMIT, True)


@pytest.mark.parametrize("headers", [[("Content-Encoding", "gzip")], [("Content-Length", "9")]])
def test_a_broken_body_is_no_answer(headers: list[tuple[str, str]]) -> None:
    with Web({HOME: Page(body=iter([b"abc"]), headers=headers)}) as web:
        assert code_of(web, HOME) == ("fetch", "fetch_error")


def test_a_byte_now_and_then_is_late_when_the_whole_takes_too_long() -> None:
    with Web({HOME: Page(body=iter([b"a"] * 100), every=0.05)}) as web:
        assert code_of(web, HOME, total_seconds=0.3) == ("fetch", "timeout")


def test_redirects_share_one_clock() -> None:
    slow = Page(302, [b"a"] * 4, [("Location", "/")], every=0.05)
    with Web({HOME: slow}) as web:
        assert code_of(web, HOME, total_seconds=0.5) == ("fetch", "timeout")


def test_a_host_that_cannot_be_reached_is_a_fetch_error() -> None:
    def refuse(*_: object) -> Any:
        raise ConnectionRefusedError

    with Web({}) as web:
        fetcher = Fetcher(
            Indexing(fetch=True, allow_loopback=True), resolve=web.resolve, connect=refuse
        )
        with pytest.raises(FetchFailed, match="could not be reached"):
            fetcher.get(HOME)


def test_the_certificate_must_be_of_the_name_and_of_a_known_authority() -> None:
    authority, url = Authority(), "https://public.example/"
    with Web({url: Page(body=b"safe")}, tls=authority.server("public.example")) as web:
        assert web.fetcher(tls=authority.client()).get(url).body == b"safe"
        assert code_of(web, url) == ("fetch", "tls_error")
        other = "https://other.example/"
        assert code_of(web, other, tls=authority.client()) == ("fetch", "tls_error")


def test_the_name_stands_in_the_tls_handshake() -> None:
    authority, names = Authority(), []
    server = authority.server("public.example")
    server.sni_callback = lambda _socket, name, _context: names.append(name)
    with Web({}, tls=server) as web:
        web.fetcher(tls=authority.client()).get("https://public.example/")
    assert names == ["public.example"]


def test_without_leave_nothing_is_looked_up() -> None:
    with Web({}) as web:
        fetcher = Fetcher(Indexing(), resolve=web.resolve, connect=web.connect)
        with pytest.raises(FetchingOff):
            fetcher.get("http://example.com/")
        assert web.lookups == []


def test_the_host_map_counts_only_with_leave_and_only_for_loopback() -> None:
    with Web({HOME: Page(body=b"here")}) as web:
        mapped = {"public.example": f"127.0.0.1:{web.port}"}
        on = Indexing(fetch=True, allow_loopback=True, host_map=mapped)
        found = Fetcher(on, clock=SkippingClock()).get("https://public.example/")
        assert (found.body, web.requests[0].url) == (b"here", HOME)
        off = Indexing(fetch=True, host_map=mapped)
        with pytest.raises(RefusedUrl, match="local network"):
            Fetcher(off).get(HOME)
    with pytest.raises(SettingsError):
        Fetcher(Indexing(allow_loopback=True, host_map={"a.example": "10.0.0.5:80"}))


def test_requests_to_one_host_are_a_second_apart() -> None:
    clock = SkippingClock()
    with Web({}) as web:
        fetcher = web.fetcher(clock)
        for _ in range(3):
            fetcher.get(HOME)
        fetcher.get("http://other.example/")
    assert len(clock.sleeps) == 2
    assert all(0.9 < pause <= 1.0 for pause in clock.sleeps)


def test_a_host_that_asks_for_time_gets_it() -> None:
    clock = SkippingClock()
    busy = Page(429, headers=[("Retry-After", "20")])
    with Web({HOME: busy, f"{HOME}later": Page(503, headers=[("Retry-After", "3600")])}) as web:
        fetcher = web.fetcher(clock)
        fetcher.get(HOME)
        fetcher.get(f"{HOME}later")
        assert 19 < clock.sleeps[0] <= 20
        with pytest.raises(FetchFailed) as failure:
            fetcher.get(HOME)
        assert failure.value.code == "asked_to_wait"
        assert len(web.requests) == 2


def test_a_crawl_delay_is_kept_up_to_half_a_minute() -> None:
    clock = SkippingClock()
    with Web({}) as web:
        fetcher = web.fetcher(clock)
        fetcher.politeness.slow_down("public.example", 600)
        fetcher.get(HOME)
        fetcher.get(HOME)
    assert 29 < clock.sleeps[0] <= 30


def test_it_says_who_it_is_and_where_to_ask() -> None:
    with Web({}) as web:
        web.fetcher(contact="https://dashboard.example.com").get(HOME)
    agent = web.requests[0].headers["User-Agent"]
    assert agent.startswith("Linkboard/") and agent.endswith("(+https://dashboard.example.com)")


def test_no_message_repeats_a_url() -> None:
    with pytest.raises(RefusedUrl) as refusal:
        urls.admit("https://me:secret@example.com/")
    assert "secret" not in str(refusal.value)


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    dns = {"public.example": ["2606:4700:4700::1111", "93.184.216.34"]}
    with Web({HOME: Page(body=b"here")}, dns=dns) as web:

        def connect(address: Address, port: int, seconds: float) -> socket.socket:
            if address.version == 6:
                raise OSError("Network is unreachable")
            return web.connect(address, port, seconds)

        on = Indexing(fetch=True, allow_loopback=True)
        assert Fetcher(on, resolve=web.resolve, connect=connect).get(HOME).body == b"here"

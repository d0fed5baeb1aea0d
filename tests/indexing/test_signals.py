"""What headers and HTML say to engines."""

from __future__ import annotations

import time

import pytest
from urllib3 import HTTPHeaderDict

from data.indexing import signals
from data.indexing.fetching import Fetched
from data.indexing.signals import PageSignals

URL = "https://example.com/post"
HTML = [("Content-Type", "text/html; charset=utf-8")]


def signals_of(
    body: str | bytes, *headers: tuple[str, str], url: str = URL, asked: str = URL
) -> PageSignals:
    octets = body if isinstance(body, bytes) else body.encode()
    given = HTTPHeaderDict([*HTML, *headers])
    return signals.read(asked, Fetched(url, 200, given, octets, False, 0))


@pytest.mark.parametrize(
    ("body", "google", "bing"),
    [
        ('<meta name="robots" content="noindex">', "meta robots", "meta robots"),
        ("<META NAME=ROBOTS CONTENT='NoIndex, Follow'>", "meta robots", "meta robots"),
        ('<meta name="robots" content="none"/>', "meta robots", "meta robots"),
        ('<meta name="googlebot" content="noindex">', "meta googlebot", None),
        ('<meta name="bingbot" content="noindex nofollow">', None, "meta bingbot"),
        ('<meta name="googlebot-news" content="noindex">', None, None),
        ('<meta name="robots" content="index, follow">', None, None),
        ('<meta name="robots" content="max-snippet:-1, noindexing">', None, None),
        ('<!-- <meta name="robots" content="noindex"> -->', None, None),
        ('<title><meta name="robots" content="noindex"></title>', None, None),
        ('<script>"<meta name=robots content=noindex>"</script>', None, None),
        ("<p>&lt;meta name=robots content=noindex&gt;</p>", None, None),
        ('<body><p><meta name="robots" content="noindex">', "meta robots", "meta robots"),
    ],
)
def test_a_page_forbids_indexing_where_a_parser_finds_it(
    body: str, google: str | None, bing: str | None
) -> None:
    found = signals_of(f"<!doctype html><html><head>{body}")
    assert (found.google_noindex, found.bing_noindex) == (google, bing)


@pytest.mark.parametrize(
    ("headers", "google", "bing"),
    [
        (["noindex"], True, True),
        (["NOINDEX, nofollow"], True, True),
        (["none"], True, True),
        (["googlebot: noindex"], True, False),
        (["bingbot: nofollow, noindex"], False, True),
        (["otherbot: noindex, nofollow"], False, False),
        (["otherbot: noindex, googlebot: none"], True, False),
        (["googlebot: nofollow", "noindex"], True, True),
        (["unavailable_after: 25 Jun 2040 15:00:00 PST, noindex"], True, True),
        (["max-snippet: 20, index"], False, False),
    ],
)
def test_a_header_forbids_indexing_to_the_agents_it_names(
    headers: list[str], google: bool, bing: bool
) -> None:
    found = signals_of("<p>", *(("X-Robots-Tag", value) for value in headers))
    assert (bool(found.google_noindex), bool(found.bing_noindex)) == (google, bing)


@pytest.mark.parametrize(
    ("head", "elsewhere"),
    [
        ('<link rel="canonical" href="https://example.com/post">', None),
        ('<link rel="canonical" href="/post?utm_source=x#top">', None),
        ('<link rel="canonical" href="http://www.example.com/post/">', None),
        ('<link rel="canonical" href="/other">', "https://example.com/other"),
        ('<link rel="alternate CANONICAL" href="//a.example.org/">', "https://a.example.org/"),
        ('<base href="/x/"><link rel=canonical href="y">', "https://example.com/x/y"),
        ('<body><link rel="canonical" href="/other">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ('<link rel="canonical" href="https://[::1">', None),
        ('<link rel="canonical">', None),
    ],
)
def test_the_page_that_stands_for_this_one_is_named(head: str, elsewhere: str | None) -> None:
    assert signals_of(f"<head>{head}").canonical_elsewhere == elsewhere


def test_a_canonical_may_stand_in_a_header_and_a_redirect_is_one() -> None:
    link = ("Link", '<https://example.com/a.css>; rel=preload, </other>; rel="canonical"')
    assert signals_of("<p>", link).canonical_elsewhere == "https://example.com/other"
    assert signals_of("<p>", url="https://example.com/new").canonical_elsewhere == (
        "https://example.com/new"
    )


@pytest.mark.parametrize(
    ("json_ld", "markup"),
    [
        ('{"@type": "JobPosting"}', "JobPosting"),
        ('[{"@graph": [{"@type": ["Thing", "https://schema.org/JobPosting"]}]}]', "JobPosting"),
        (
            '{"@type": "VideoObject", "publication": [{"@type": "BroadcastEvent"}]}',
            "BroadcastEvent",
        ),
        ('{"@type": "BroadcastEvent"}', None),
        ('{"@type": "Article", "about": "JobPosting"}', None),
        ('{"@type": "JobPosting"', None),
        ("[" * 5_000, None),
    ],
)
def test_markup_of_googles_api_is_found_in_json_ld(json_ld: str, markup: str | None) -> None:
    page = f'<script type="application/ld+json">{json_ld}</script>'
    assert signals_of(page).google_markup == markup
    assert signals_of(page.replace("application/ld+json", "text/plain")).google_markup is None


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("Text/HTML;charset=x", b"", "html"),
        ("application/xhtml+xml", b"", "html"),
        ("application/pdf", b"", "pdf"),
        ("image/png", b"", "image"),
        ("text/plain", b"<p>", "text"),
        ("application/json", b"", "other"),
        (None, b" \n<html>", "html"),
        (None, b"\x89PNG", "other"),
    ],
)
def test_the_kind_of_content(content_type: str | None, body: bytes, kind: str) -> None:
    assert signals.content_kind(content_type, body) == kind


def test_text_in_an_unknown_or_wrong_encoding_is_read_all_the_same() -> None:
    page = b'<title>\xff\xfe</title><meta name="robots" content="noindex">'
    for charset in ("utf-8", "no-such-charset", "us-ascii", "punycode", "hex"):
        given = HTTPHeaderDict([("Content-Type", f"text/html; charset={charset}")])
        found = signals.read(URL, Fetched(URL, 200, given, page, False, 0))
        assert found.google_noindex == "meta robots"


def test_a_page_in_utf_16_or_with_zero_bytes_is_read() -> None:
    page = '<meta name="robots" content="noindex">'
    assert signals_of(page.encode("utf-16")).google_noindex == "meta robots"
    assert signals_of(b"a\0b" + page.encode()).google_noindex == "meta robots"


@pytest.mark.parametrize("bait", ["<div>", "<", "<a ", "<!--", "<b><p>", "<p a=1 ", "&", "<table>"])
def test_hostile_html_takes_no_more_time_than_its_length_does(bait: str) -> None:
    began = time.process_time()
    signals_of(bait * (2**21 // len(bait)))
    assert time.process_time() - began < 20

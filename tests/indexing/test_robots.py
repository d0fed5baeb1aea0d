"""RFC 9309 and what Google adds to it, line by line."""

from __future__ import annotations

import pytest

from data.indexing.robots import LIMIT, RobotsVerdict, Rules, decoded

A = "Disallow: /a"
SITE = "https://example.com"


def verdict(text: str, path: str = "/a", agent: str = "Googlebot") -> RobotsVerdict:
    return Rules(text).verdict(f"{SITE}{path}", agent)


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("User-agent: *\nDisallow: /", "/a", "Disallow: /"),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/x", "Disallow: /a"),
        ("user-agent: GOOGLEBOT\ndisallow: /A", "/A/b", "disallow: /A"),
        ("User-agent: Googlebot/2.1\nDisallow: /", "/", "Disallow: /"),
        ("User-agent: a\nUser-agent: Googlebot\nDisallow: /a", "/a", "Disallow: /a"),
        ("User-agent: Googlebot\nCrawl-delay: 9\nUser-agent: b\nDisallow: /", "/", "Disallow: /"),
        ("User-agent: Googlebot\nAllow: /b\n\nUser-agent: googlebot\nDisallow: /a", "/a", A),
        ("User-agent: *\nDisallow: /*.pdf$ # papers", "/x/y.pdf", "Disallow: /*.pdf$"),
        ("User-agent: *\nDisallow: /a*c", "/abc", "Disallow: /a*c"),
        ("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", "Disallow: /%7Ejoe"),
        ("User-agent: *\nDisallow: /a%2Fb", "/a%2Fb", "Disallow: /a%2Fb"),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", "Disallow: /é"),
        ("User-agent: *\nDisallow: /s?q=", "/s?q=1", "Disallow: /s?q="),
        ("Useragent: *\nDissallow /a", "/a", "Dissallow /a"),
        ("User-agent: *\r\rDisallow: /a\r", "/a", "Disallow: /a"),
    ],
)
def test_a_rule_shuts_out_and_is_named(text: str, path: str, line: str) -> None:
    assert verdict(text, path) == RobotsVerdict(False, line)


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("", "/a", None),
        ("User-agent: *\nDisallow:", "/a", None),
        ("User-agent: Google\nDisallow: /", "/a", None),
        ("User-agent: Googlebot-News\nDisallow: /", "/a", None),
        ("User-agent: Googlebot\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/a", None),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", "Allow: /a"),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", "Allow: /a/b"),
        ("User-agent: *\nDisallow: /A", "/a", None),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", None),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?a", None),
        ("User-agent: *\nDisallow: /", "/robots.txt", None),
        ("Disallow: /", "/a", None),
        ("<!doctype html>\n<p>Disallow: /</p>", "/a", None),
    ],
)
def test_what_no_rule_shuts_out_is_allowed(text: str, path: str, line: str | None) -> None:
    assert verdict(text, path) == RobotsVerdict(True, line)


def test_each_agent_has_its_own_answer() -> None:
    text = "User-agent: Googlebot\nDisallow: /\n\nUser-agent: bingbot\nAllow: /"
    assert not verdict(text, agent="Googlebot").is_allowed
    assert verdict(text, agent="bingbot").is_allowed


def test_a_byte_order_mark_does_not_hide_the_first_group() -> None:
    text = decoded(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n")
    assert not verdict(text).is_allowed


def test_a_long_file_is_read_up_to_its_last_whole_line() -> None:
    head = b"User-agent: *\nDisallow: /first\n"
    rest = b"Disallow: /"
    filler = b"#" * (LIMIT - len(head) - len(rest) - 1) + b"\n"
    text = decoded(head + filler + rest + b"private\n")
    assert not verdict(text, "/first").is_allowed
    assert verdict(text, "/a").is_allowed


def test_a_web_page_is_no_robots_file() -> None:
    assert not Rules("<!doctype html><title>User-agent</title>").is_robots_file
    assert Rules("User-agent: *\nDisallow:").is_robots_file


@pytest.mark.parametrize(
    ("value", "delay"), [("10", 10), ("0.5", 0.5), ("nan", None), ("-1", None)]
)
def test_a_crawl_delay_is_a_plain_number(value: str, delay: float | None) -> None:
    rules = Rules(f"User-agent: *\nCrawl-delay: {value}\nDisallow: /x")
    assert rules.crawl_delay("Linkboard") == delay

"""canon-v1 and the stages `parse` and `policy` of the fetch guard, case by case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.indexing.refusals import PARSE, POLICY
from data.indexing.urls import RefusedUrl, admit, canonical, twin_key, url_key

CASES = Path(__file__).parent.parent / "cases"
URL_CASES: list[dict[str, Any]] = json.loads((CASES / "url-cases.json").read_text("utf-8"))["cases"]
BAD_URLS: dict[str, Any] = json.loads((CASES / "bad-urls.json").read_text("utf-8"))
REFUSED = [case for case in BAD_URLS["bad"] if case["stage"] in ("parse", "policy")]

words = st.text("abcXYZ019-._~", min_size=1, max_size=12)
web_urls = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.com", "WWW.Example.com.", "bücher.example", "a_b.example.org"]),
    st.sampled_from(["", ":", ":80", ":443", ":8080"]),
    st.text("abZ09-._~/%25cé!$&'()*+,;=:@\"<", max_size=30),
    st.sampled_from(["", "?", "?b=2&a=1&&UTM_x=1", "?%7e=%c3%a9&a", "#top", "?q=a+b#x"]),
)


@pytest.mark.parametrize("case", URL_CASES, ids=lambda case: case["id"])
def test_a_pair_is_the_same_or_different_as_its_rule_says(case: dict[str, Any]) -> None:
    a, b = canonical(case["a"]), canonical(case["b"])
    assert (a, b) == (case["canonical_a"], case["canonical_b"])
    assert (url_key(a), url_key(b)) == (case["sha256_a"], case["sha256_b"])
    assert (a == b) is (case["expected"] == "same")
    assert (a != b and twin_key(a) == twin_key(b)) is case["possible_duplicate"]


@pytest.mark.parametrize(
    ("a", "b", "is_same"),
    [
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2", True),
        ("https://example.com/a/%2e%2e/b", "https://example.com/b", True),
        ("https://example.com/a%2520b", "https://example.com/a%20b", False),
        ("https://example.com/caf%E9", "https://example.com/caf%C3%A9", False),
        ("https://faß.de/", "https://fass.de/", False),
        ("https://example.com//a", "https://example.com/a", False),
        ("https://example.com/post", "https://example.com/post/", False),
        ("https://example.com/a?ref=x", "https://example.com/a", False),
        ("https://example.com/a?_hsenc=x&gad_source=1&Mc_eid=2", "https://example.com/a", True),
        ("https://example.com/?&a=1&", "https://example.com/?a=1", True),
        ("https://example.com:/a#b", " https://example.com/a ", True),
        ("https://example.com/a/b/..", "https://example.com/a/", True),
        ("https://[::FFFF:1]/", "https://[::ffff:0001]/", True),
        ("https://example.com/100%", "https://example.com/100%25", False),
    ],
)
def test_more_pairs_of_the_contract(a: str, b: str, is_same: bool) -> None:
    assert (canonical(a) == canonical(b)) is is_same


def test_the_key_is_the_sha256_that_duckdb_computes() -> None:
    url = "https://example.com/"
    assert url_key(url) == "0f115db062b7c0dd030b16878c99dea5c354b49dc37b38eb8846179c7783e9d7"
    assert duckdb.execute("select sha256(?)", [url]).fetchone() == (url_key(url),)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["id"])
def test_a_bad_url_is_refused_with_its_code(case: dict[str, Any]) -> None:
    with pytest.raises(RefusedUrl) as refusal:
        admit(case["url"], allow_example=True)
    assert (refusal.value.stage, refusal.value.code) == (case["stage"], case["code"])


@pytest.mark.parametrize("case", BAD_URLS["must_accept"], ids=lambda case: case["url"])
def test_a_good_url_is_not_refused(case: dict[str, Any]) -> None:
    assert admit(case["url"], allow_example=True) == canonical(case["url"])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("  ", "empty"),
        ("https://example.com/" + "a" * 2048, "too_long"),
        ("https://example.com/a\u200bb", "whitespace_or_control"),
        ("https://example.com/\ud800", "whitespace_or_control"),
        ("example.com:8080/a", "no_scheme"),
        ("javascript:alert(1)", "scheme"),
        ("https://%31%32%37.0.0.1/", "percent_in_host"),
        ("https://a:b:c/", "malformed_authority"),
        ("https://example.com:99999/", "malformed_authority"),
        ("https://[1.2.3.4]/", "malformed_authority"),
        ("https:///path", "no_host"),
        ("https:example.com", "no_host"),
        ("https://./", "no_host"),
        ("https://a..example.com/", "bad_host"),
        ("https://-a.example.com/", "bad_host"),
        ("https://℀.example.com/", "bad_host"),
        ("https://0x7f000001/", "numeric_host"),
        ("https://0177.0.0.1/", "numeric_host"),
        ("https://127.1/", "numeric_host"),
    ],
)
def test_every_way_to_write_nonsense_has_a_code(url: str, code: str) -> None:
    with pytest.raises(RefusedUrl) as refusal:
        canonical(url)
    assert refusal.value.code == code
    assert url.strip() == "" or url not in refusal.value.message


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://intranet/", "single_label_host"),
        ("https://printer.local/", "local_name"),
        ("https://nas.home.arpa/", "local_name"),
        ("https://shop.example/", "local_name"),
        ("https://10.0.0.5/", "non_public_ip"),
        ("https://168.63.129.16/", "non_public_ip"),
        ("https://[fec0::1]/", "non_public_ip"),
        ("https://[ff02::1]/", "non_public_ip"),
        ("https://[2606:4700:4700::1111]/", "ip_literal"),
    ],
)
def test_what_must_not_be_asked_is_refused_without_network(url: str, code: str) -> None:
    assert canonical(url)
    with pytest.raises(RefusedUrl) as refusal:
        admit(url)
    assert (refusal.value.stage, refusal.value.code) == ("policy", code)


@given(web_urls)
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert once.isascii()


@given(st.text(max_size=60))
def test_any_text_is_made_canonical_or_refused_with_a_known_code(text: str) -> None:
    try:
        assert canonical(text).startswith(("http://", "https://"))
    except RefusedUrl as refusal:
        assert refusal.code in PARSE | POLICY


@given(st.lists(words, min_size=1, max_size=4), st.booleans())
def test_the_short_way_agrees_with_the_long_one(segments: list[str], ends: bool) -> None:
    url = "https://example.com/" + "/".join(segments) + ("/" if ends else "")
    # An upper-case scheme never takes the short way.
    assert canonical(url) == canonical("HTTPS" + url.removeprefix("https"))


@given(st.text("bücherñäößşжαλ例子", min_size=1, max_size=10))
def test_international_names_become_the_a_labels_of_idna_2008(name: str) -> None:
    host = canonical(f"https://{name}.example/").split("/")[2]
    assert host == idna.encode(f"{name}.example", uts46=True, transitional=False).decode()

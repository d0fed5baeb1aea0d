"""Looks at pages over real sockets, and what a plan makes of them."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data import queries
from data.access import Scope
from data.indexing import page_checks, planning, urls, validating
from data.indexing.collecting import Entry, read_entry, without_repeats
from data.indexing.eligibility import Gate
from data.indexing.fetching import FetchingOff
from data.indexing.page_checks import PageCheck
from data.indexing.planning import PlannedUrl
from data.indexing.validating import Validation
from data.settings import Indexing, Settings
from data.warehouse import Warehouse
from tests.indexing.web import Page, Web, redirect, robots
from tests.skipping_clock import SkippingClock

SITE = "http://public.example"
ON = Settings(indexing=Indexing(fetch=True, allow_loopback=True))
KEYS = {"public.example": "0123456789abcdef"}
OWN = Gate(keys=KEYS)
GOOD = Page(body=b"<title>Good</title>")


def looked_at(
    warehouse: Warehouse, web: Web, *wanted: str, clock: SkippingClock | None = None, **how: bool
) -> Validation:
    clock = clock or SkippingClock()
    fetcher = web.fetcher(clock)
    return validating.validate(warehouse, ON, wanted, clock=clock, fetcher=fetcher, **how)


def check_of(warehouse: Warehouse, url: str) -> PageCheck:
    with warehouse.read() as connection:
        return page_checks.latest(connection)[urls.url_key(url)]


def planned(warehouse: Warehouse, *wanted: str, gate: Gate = OWN) -> list[PlannedUrl]:
    entries = [read_entry(n, url, allow_example=True) for n, url in enumerate(wanted, 1)]
    return planning.plan(warehouse, ON, without_repeats(entries), Scope.everything(), gate=gate)


def told(rows: list[PlannedUrl]) -> list[tuple[str, str]]:
    return [(row.state, row.reason) for row in rows]


@pytest.mark.parametrize(
    ("page", "state", "reason"),
    [
        (GOOD, "ready", ""),
        (Page(404), "dead", "http_404"),
        (Page(410), "dead", "http_410"),
        (Page(503), "dead", "http_503"),
        (Page(429), "unknown", "http_429"),
        (Page(body=b'<meta name="robots" content="noindex">'), "noindex", "noindex"),
        (Page(body=b'<meta name="googlebot" content="noindex">'), "ready", ""),
        (Page(headers=[("X-Robots-Tag", "noindex")]), "noindex", "noindex"),
        (redirect("/a"), "dead", "too_many_redirects"),
        (redirect("http://10.0.0.5/"), "refused", "blocked_redirect"),
        (
            Page(body=b'<link rel="canonical" href="/other">'),
            "ready",
            "canonical_elsewhere",
        ),
    ],
)
def test_what_a_page_answers_decides_its_state(
    warehouse: Warehouse, page: Page, state: str, reason: str
) -> None:
    url = f"{SITE}/a"
    with Web({url: page}) as web:
        looked_at(warehouse, web, url)
    assert told(planned(warehouse, url)) == [(state, reason)]


@pytest.mark.parametrize(
    ("file", "state", "reason"),
    [
        (robots("User-agent: *\nDisallow:"), "ready", ""),
        (robots("User-agent: *\nDisallow: /"), "crawl_blocked", "robots"),
        (robots("User-agent: bingbot\nDisallow: /a"), "crawl_blocked", "robots"),
        (robots("User-agent: Googlebot\nDisallow: /"), "ready", ""),
        (robots("User-agent: Linkboard\nDisallow: /"), "unknown", "own_agent_blocked"),
        (robots("<!doctype html><p>Hello"), "ready", ""),
        (robots("", 401), "ready", ""),
        (robots("", 403), "ready", ""),
        (robots("", 404), "ready", ""),
        (robots("", 410), "ready", ""),
        (robots("", 429), "unknown", "robots_unreachable"),
        (robots("", 503), "unknown", "robots_unreachable"),
        (redirect("/robots.txt"), "ready", ""),
        (redirect("ftp://public.example/"), "unknown", "robots_unreachable"),
        (robots(b"User-agent: *\nDisallow: /b\n" + b"#" * 20 * 2**20), "ready", ""),
    ],
)
def test_what_robots_txt_answers_decides_for_the_engine(
    warehouse: Warehouse, file: Page, state: str, reason: str
) -> None:
    url = f"{SITE}/a"
    with Web({url: GOOD, f"{SITE}/robots.txt": file}) as web:
        looked_at(warehouse, web, url)
        is_asked = url in web.urls
    assert told(planned(warehouse, url)) == [(state, reason)]
    shuts_us_out = file.body == b"User-agent: *\nDisallow: /" or state == "unknown"
    assert is_asked is not shuts_us_out


def test_the_line_that_shuts_out_is_kept_and_shown(warehouse: Warehouse) -> None:
    url = f"{SITE}/a"
    with Web({f"{SITE}/robots.txt": robots("User-agent: *\nDisallow: /a # secret")}) as web:
        looked_at(warehouse, web, url)
    assert check_of(warehouse, url).google_line == "Disallow: /a"
    assert "Disallow: /a" in planned(warehouse, url)[0].message


def test_engines_are_told_apart(warehouse: Warehouse) -> None:
    url = f"{SITE}/a"
    job = b'<script type="application/ld+json">{"@type": "JobPosting"}</script>'
    shut = robots("User-agent: bingbot\nDisallow: /")
    both = replace(OWN, properties=("sc-domain:public.example",), has_google=True)
    with Web({url: Page(body=job), f"{SITE}/robots.txt": shut}) as web:
        looked_at(warehouse, web, url)
    (row,) = planned(warehouse, url, gate=both)
    assert row.state == "ready"
    assert {name: state.state for name, state in row.engines.items()} == {
        "indexnow": "crawl_blocked",
        "google": "ready",
    }


@pytest.mark.parametrize(
    ("gate", "indexnow", "google"),
    [
        (Gate(), "no_key", "google_off"),
        (Gate(keys={"public.example": "short"}), "bad_key", "google_off"),
        (Gate(keys=KEYS, key_problems={"public.example": "key_file"}), "key_file", "google_off"),
        (Gate(keys=KEYS, has_google=True), "", "not_own_property"),
        (
            Gate(has_google=True, properties=("http://public.example/",)),
            "no_key",
            "no_allowed_markup",
        ),
        (
            Gate(has_google=True, properties=("http://public.example/",), accepts_warning=True),
            "no_key",
            "",
        ),
    ],
)
def test_what_is_not_ours_cannot_be_submitted_and_says_why(
    warehouse: Warehouse, gate: Gate, indexnow: str, google: str
) -> None:
    url = f"{SITE}/a"
    with Web({url: GOOD}) as web:
        looked_at(warehouse, web, url)
    (row,) = planned(warehouse, url, gate=gate)
    assert row.engines["indexnow"].reason == indexnow
    assert row.engines["google"].reason == google
    assert row.state == ("ready" if "" in (indexnow, google) else "not_submittable")


def test_without_a_look_a_plan_knows_what_needs_none(warehouse: Warehouse) -> None:
    rows = planned(
        warehouse,
        f"{SITE}/a",
        f"{SITE}/a?utm_source=x",
        "http://stranger.example/a",
        "javascript:alert(1)",
    )
    assert told(rows) == [
        ("unknown", "not_checked"),
        ("duplicate", "repeated"),
        ("not_submittable", "no_key"),
        ("refused", "scheme"),
    ]
    assert planning.counts(rows) == {
        "unknown": 1,
        "duplicate": 1,
        "not_submittable": 1,
        "refused": 1,
    }
    first = rows[0].as_json()
    assert list(first)[:5] == ["url", "canonical", "sha256", "state", "reason"]
    assert [planning.fate(row.state) for row in rows] == ["parked", *["dropped"] * 3]


def test_what_was_sent_in_the_campaign_before_is_a_duplicate(warehouse: Warehouse) -> None:
    entry = read_entry(1, f"{SITE}/a", allow_example=True)
    sent = {(entry.sha256 or "", "indexnow"): "received"}
    (row,) = planning.plan(warehouse, ON, [entry], Scope.everything(), submitted=sent)
    assert (row.state, row.reason) == ("duplicate", "already_submitted")


def test_a_name_that_does_not_resolve_is_tried_once_more_and_then_dead(
    warehouse: Warehouse,
) -> None:
    url = "http://nowhere.example/a"
    with Web({}, dns={}) as web:
        looked_at(warehouse, web, url)
        assert (web.connections, check_of(warehouse, url).code) == ([], "nxdomain")
        assert len(web.lookups) > 2
    assert told(planned(warehouse, url)) == [("dead", "nxdomain")]


def test_a_private_host_is_never_connected_to(warehouse: Warehouse) -> None:
    url = "http://inside.example/a"
    with Web({}, dns={"inside.example": ["10.0.0.5"]}) as web:
        looked_at(warehouse, web, url)
        assert web.connections == []
    assert told(planned(warehouse, url)) == [("refused", "non_public_ip")]


def test_a_redirect_to_a_host_that_shuts_us_out_is_not_followed(warehouse: Warehouse) -> None:
    pages = {
        f"{SITE}/a": redirect("http://other.example/b"),
        "http://other.example/robots.txt": robots("User-agent: *\nDisallow: /"),
        "http://other.example/b": GOOD,
    }
    with Web(pages) as web:
        looked_at(warehouse, web, f"{SITE}/a")
        assert "http://other.example/b" not in web.urls
    assert check_of(warehouse, f"{SITE}/a").code == "own_agent_blocked"


def test_a_page_looked_at_today_and_its_robots_txt_are_not_asked_for_again(
    warehouse: Warehouse,
) -> None:
    clock = SkippingClock()
    a, b = f"{SITE}/a", f"{SITE}/b"
    with Web({a: GOOD, b: GOOD}) as web:
        assert looked_at(warehouse, web, a, clock=clock).looked_at == 1
        second = looked_at(warehouse, web, a, b, a, clock=clock)
        assert (second.asked, second.still_good, second.looked_at) == (2, 1, 1)
        assert web.urls == [f"{SITE}/robots.txt", a, b]
        clock.sleep(24 * 3600)
        assert looked_at(warehouse, web, a, clock=clock).looked_at == 1
        assert looked_at(warehouse, web, a, clock=clock, force=True).looked_at == 1
        assert web.urls[3:] == [f"{SITE}/robots.txt", a, a]


def test_each_page_is_asked_once_and_robots_txt_once_for_a_host(
    warehouse: Warehouse,
) -> None:
    clock = SkippingClock()
    wanted = [f"http://h{host}.example/{page}" for host in range(6) for page in range(3)]
    with Web({}) as web:
        looked_at(warehouse, web, *wanted, clock=clock)
        assert sorted(web.urls) == sorted(
            [*wanted, *(f"http://h{host}.example/robots.txt" for host in range(6))]
        )


def test_no_more_than_five_are_asked_at_once(warehouse: Warehouse) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    class Counting(Web):
        def connect(self, *place: object) -> object:  # type: ignore[override]
            nonlocal inside, most
            with lock:
                inside += 1
                most = max(most, inside)
            try:
                threading.Event().wait(0.01)
                return super().connect(*place)  # type: ignore[arg-type]
            finally:
                with lock:
                    inside -= 1

    with Counting({}) as web:
        looked_at(warehouse, web, *(f"http://h{host}.example/" for host in range(12)))
    assert 1 < most <= 5


def test_a_cancelled_run_keeps_what_it_saw_and_tells_what_is_left(warehouse: Warehouse) -> None:
    cancel, clock = threading.Event(), SkippingClock()
    wanted = [f"{SITE}/{number}" for number in range(60)]
    with Web({}) as web:
        found = validating.validate(
            warehouse,
            ON,
            wanted,
            progress=lambda _done, _total: cancel.set(),
            cancel=cancel,
            clock=clock,
            fetcher=web.fetcher(clock),
        )
    assert 0 < found.looked_at < 60
    assert found.looked_at + found.left == found.asked
    with warehouse.read() as connection:
        assert len(page_checks.latest(connection)) == found.looked_at


def test_without_leave_nothing_is_looked_at(warehouse: Warehouse) -> None:
    with pytest.raises(FetchingOff):
        validating.validate(warehouse, Settings(), [f"{SITE}/a"])


def test_a_look_keeps_nothing_of_the_page_itself(warehouse: Warehouse) -> None:
    url = f"{SITE}/a"
    with Web({url: Page(body=b"<p>a sentence of the page</p>")}) as web:
        looked_at(warehouse, web, url)
    assert "sentence of the page" not in repr(check_of(warehouse, url))


def test_an_entry_without_a_url_is_refused_with_its_code() -> None:
    row = planning.planned(Entry(3, "x", code="no_scheme"), planning.Knowledge(), OWN)
    assert (row.state, row.reason, row.row_number) == ("refused", "no_scheme", 3)


def test_a_page_that_was_mended_is_no_longer_called_dead(warehouse: Warehouse) -> None:
    clock, url = SkippingClock(), f"{SITE}/a"
    with Web({}) as web:
        looked_at(warehouse, web, url, clock=clock)
        assert told(planned(warehouse, url)) == [("dead", "http_404")]
        assert state_on_record(warehouse, clock) == "dead"
        web.pages[url] = GOOD
        clock.sleep(60)
        looked_at(warehouse, web, url, clock=clock, force=True)
    assert told(planned(warehouse, url)) == [("ready", "")]
    assert state_on_record(warehouse, clock) is None


def state_on_record(warehouse: Warehouse, clock: SkippingClock) -> str | None:
    """The index_state that reports give the one URL that was checked, or None."""
    step = (queries.FOLDER / "steps" / "checks_as_of.sql").read_text("utf-8")
    with warehouse.read() as connection:
        row = connection.execute(sa.text(step), {"as_of": clock.now()}).one_or_none()
    return row.state if row else None

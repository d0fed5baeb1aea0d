"""Which of our definitions gives a vendor's figure, over worlds counted by hand."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from data import queries
from data.access import Scope
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, Row, ago, hours

DEFINITIONS = queries.FOLDER / "steps" / "figure_definitions.sql"


def figure(
    world: PodcastWorld, name: str, value: float, subject: str = "c1", **values: Any
) -> None:
    row = {"source": "outreach", "observed_at": AS_OF, **values}
    world.add("api_figures", subject=subject, figure=name, value=value, **row)


def account(world: PodcastWorld, **values: Any) -> None:
    world.add("account_snapshots", **{"observed_at": AS_OF, **values})


def told(world: PodcastWorld, name: str, **filters: Any) -> tuple[float, str, str]:
    """(ours, verdict, definition) of the one row of this figure."""
    (row,) = [row for row in world.ask("reconciliation", **filters) if row["figure"] == name]
    return row["ours"], row["verdict"], row["definition"]


@pytest.fixture
def long_campaign(world: PodcastWorld) -> PodcastWorld:
    """51 leads written to, the oldest first; the newest 18 answered, one of them twice."""
    world.campaign("c1", "cus_a")
    for number in range(51):
        at = ago(days=60, hours=-number)
        world.lead(f"l{number}", status="placed" if number < 3 else "contacted")
        world.attempt(f"l{number}", at)
        if number >= 33:
            world.reply(f"l{number}", at + timedelta(days=1), "replied")
    world.reply("l50", ago(days=55), "interested")
    world.attempt("l0", ago(days=20), attempt_id="blocked", status="blocked")
    return world


def test_a_list_cut_at_fifty_is_named(long_campaign: PodcastWorld) -> None:
    """52 attempts, one of them blocked: of the newest 50 are 49 sent."""
    figure(long_campaign, "send_volume", 49)
    assert told(long_campaign, "send_volume") == (
        51,
        "capped list",
        "mails sent, of the 50 newest attempts",
    )


def test_a_rate_is_traced_to_its_four_digits(long_campaign: PodcastWorld) -> None:
    figure(long_campaign, "response_rate", round(19 / 51, 4))
    figure(long_campaign, "response_rate", round(19 / 49, 4), subject="workspace")
    rows = {row["subject"]: row for row in long_campaign.ask("reconciliation")}
    assert rows["c1"]["ours"] == pytest.approx(18 / 51)
    assert (rows["c1"]["verdict"], rows["c1"]["definition"]) == (
        "other definition",
        "replies ÷ mails sent",
    )
    assert (rows["workspace"]["verdict"], rows["workspace"]["rounding"]) == ("capped list", 5e-5)


def test_our_own_definition_is_preferred(long_campaign: PodcastWorld) -> None:
    figure(long_campaign, "response_rate", round(18 / 51, 4))
    _, verdict, definition = told(long_campaign, "response_rate")
    assert verdict == "equal" and definition.startswith("leads that answered within 14 days")


def test_a_placement_rate_over_all_leads_is_another_definition(world: PodcastWorld) -> None:
    world.campaign("c1")
    for number in range(8):
        world.lead(f"l{number}", status="placed" if number == 0 else "discovered")
    world.attempt("l0", ago(days=50))
    figure(world, "placement_rate", 0.125)
    assert told(world, "placement_rate")[1:] == (
        "other definition",
        "leads in status placed ÷ leads",
    )


def test_half_of_the_last_digit_is_the_limit(long_campaign: PodcastWorld) -> None:
    """18 of 51 is 0.35294: two digits round it to 0.35; a kind with four digits must say 0.3529."""
    figure(long_campaign, "response_rate", 0.35)
    assert told(long_campaign, "response_rate")[1] == "equal"
    figure(long_campaign, "response_rate", 0.4567, subject="c0")
    assert told(long_campaign, "response_rate", campaigns=("c1",))[1] == "unexplained"


def test_nothing_out_of_nothing_that_is_written_as_zero(world: PodcastWorld) -> None:
    world.campaign("c1")
    figure(world, "response_rate", 0)
    ours, verdict, definition = told(world, "response_rate")
    assert (ours, verdict) == (None, "other definition")
    assert definition == "nothing out of nothing, which the server writes as 0"


def test_counts_by_status_and_class_find_their_label_in_both_dialects(world: PodcastWorld) -> None:
    world.campaign("c1")
    world.lead("a", status="negotiating")
    world.lead("b", status="placed")
    world.reply("a", ago(days=3), "maybe")
    names = {
        "leads_by_status.negotiating": 1, "stages.negotiating": 1, "stages.placed": 1,
        "replies_by_classification.maybe": 1, "reply_classification.maybe": 1,
        "leads_by_status.lost": 0, "total_leads": 2, "lead_count": 2, "reply_count": 1,
    }  # fmt: skip
    for name, value in names.items():
        figure(world, name, value)
    assert {row["figure"]: row["ours"] for row in world.ask("reconciliation")} == names
    assert {row["verdict"] for row in world.ask("reconciliation")} == {"equal"}


def test_a_day_of_another_zone_and_the_first_day_of_a_rolling_window(world: PodcastWorld) -> None:
    world.campaign("c1")
    for number, at in enumerate((ago(days=30, hours=1), ago(days=30, hours=-1))):
        world.lead(f"l{number}")
        world.attempt(f"l{number}", at)
    world.lead("late")
    world.attempt("late", AS_OF.replace(hour=1))  # still the evening before in Los Angeles
    first, last = ago(days=30).date(), AS_OF.date()
    figure(world, f"volume.{first}", 1)
    figure(world, f"volume.{last}", 1)
    assert told(world, f"volume.{last}")[1] == "equal"
    west = {"zone": "America/Los_Angeles"}
    assert told(world, f"volume.{last}", **west)[:2] == (0, "window or time zone")
    ours, verdict, definition = told(world, f"volume.{first}")
    assert (ours, verdict) == (2, "window or time zone")
    assert "30 × 24 hours" in definition


@pytest.mark.parametrize(
    ("published", "verdict", "words"),
    [(1, "equal", "not counted"), (2, "other definition", "or queued"), (3, "other", "whatever")],
)
def test_whether_queued_orders_are_in_progress(
    world: PodcastWorld, published: int, verdict: str, words: str
) -> None:
    for number, status in enumerate(("in_progress", "queued", "paused", "delivered", "failed")):
        world.order(f"o{number}", status=status, first_seen_closed_at=ago(days=1))
    account(world, orders_in_progress=published, orders_total=5)
    ours, found, definition = told(world, "orders_in_progress")
    assert ours == 1 and found.startswith(verdict) and words in definition
    assert told(world, "orders_total")[:2] == (5, "equal")


def test_the_thirty_days_are_hours_not_dates(world: PodcastWorld) -> None:
    world.order("o", links_total=3)
    for slot, age in enumerate((1, 719, 721), start=1):
        world.link("o", age, slot=slot)
    account(world, links_delivered_30d=2)
    assert told(world, "links_delivered_30d")[:2] == (2, "equal")


def test_thirty_calendar_days_are_another_window(world: PodcastWorld) -> None:
    """AS_OF is noon of 30 June: the first of thirty days is 1 June, 720 hours ago 31 May, noon."""
    world.order("o", links_total=2)
    world.link("o", 719, slot=1)
    world.link("o", 24, slot=2)
    account(world, links_delivered_30d=1)
    ours, verdict, definition = told(world, "links_delivered_30d")
    assert (ours, verdict) == (2, "window or time zone")
    assert definition == "links that went live on the last 30 UTC days, today included"


def test_an_account_read_before_an_order_came_is_stale(world: PodcastWorld) -> None:
    world.order("old")
    world.order("new", created_at=ago(hours=1))
    account(world, orders_total=1, observed_at=ago(hours=2))
    assert told(world, "orders_total") == (
        2,
        "stale sync",
        "orders placed before the figure was read",
    )


def test_a_figure_beyond_reach_is_unexplained_and_stale_after_a_bad_read(
    world: PodcastWorld,
) -> None:
    world.order("o")
    account(world, orders_total=47)
    assert told(world, "orders_total") == (1, "unexplained", None)
    later = AS_OF + hours(1)
    world.sync("podcast", run_id="r2", status="partial", started_at=later, finished_at=later)
    assert told(world, "orders_total")[1] == "stale sync"


def report_of(world: PodcastWorld, **summary: float) -> None:
    names = {"links_total": "report.report_links_total", "indexed": "report.report_indexed"}
    for name, value in summary.items():
        full = names.get(name, f"report.{name}")
        figure(world, full, value, subject="o", source="podcast")


def test_the_documents_example_order_and_its_clocks(world: PodcastWorld) -> None:
    """The event says 7.66 h, the report 5.7 h, and so does the last link."""
    created = ago(days=5)
    world.order(
        "o", client_id="cus_a", status="delivered", created_at=created, links_total=3,
        delivered_event_at=created + timedelta(seconds=27580), delivered_in_hours=5.7,
        average_da=92, report_fetched_at=ago(days=4),
    )  # fmt: skip
    for slot, after in enumerate((2.0, 3.5, 5.74), start=1):
        live_at = created + hours(after)
        more: Row = {"live_at": live_at, "indexed": True, "indexed_at": live_at + hours(slot)}
        world.slot("o", slot, **more)
    report_of(world, links_total=3, indexed=3, average_da=92, delivered_in_hours=5.7)
    rows = {row["figure"]: row for row in world.ask("reconciliation")}
    assert {row["verdict"] for row in rows.values()} == {"equal"}
    assert rows["delivered_in_hours"]["ours"] == pytest.approx(5.74)
    assert rows["average_da"]["definition"].startswith("taken over as published")


def test_a_report_by_the_clock_of_the_event(world: PodcastWorld) -> None:
    created = ago(days=5)
    world.order(
        "o", status="delivered", created_at=created, report_fetched_at=ago(days=4),
        delivered_event_at=created + hours(7.66),
    )  # fmt: skip
    world.slot("o", live_at=created + hours(5.74))
    report_of(world, delivered_in_hours=7.7)
    ours, verdict, definition = told(world, "delivered_in_hours")
    assert ours == pytest.approx(5.74)
    assert (verdict, definition) == ("other definition", "hours until the delivery event")


def test_a_report_older_than_our_last_look_is_stale(world: PodcastWorld) -> None:
    world.order("o", status="delivered", links_total=2, report_fetched_at=ago(hours=10))
    world.link("o", 50, 5, slot=1)
    world.link("o", 50, 45, slot=2)
    report_of(world, indexed=1)
    assert told(world, "indexed") == (2, "stale sync", "links indexed when the report was read")


def test_a_figure_that_no_document_names_is_shown_and_unexplained(world: PodcastWorld) -> None:
    world.campaign("c1")
    figure(world, "karma", 7)
    figure(world, "days", 30)
    (row,) = world.ask("reconciliation")
    assert (row["figure"], row["ours"], row["verdict"]) == ("karma", None, "unexplained")


def test_dates_do_not_cut_what_a_vendor_counts_over_all_time(long_campaign: PodcastWorld) -> None:
    figure(long_campaign, "send_volume", 51)
    range_of = {"start": AS_OF.date(), "end": AS_OF.date()}
    assert told(long_campaign, "send_volume", **range_of) == told(long_campaign, "send_volume")


def test_a_client_sees_figures_of_its_own_orders_and_campaigns_only(world: PodcastWorld) -> None:
    for campaign_id, client_id in (("c1", "cus_a"), ("c2", "cus_b"), ("c3", None)):
        world.campaign(campaign_id, client_id)
        figure(world, "total_leads", 0, subject=campaign_id)
    figure(world, "total_leads", 0, subject="workspace")
    account(world, orders_total=1)
    world.order("o", client_id="cus_b", status="delivered", report_fetched_at=AS_OF)
    report_of(world, links_total=1)
    seen = world.ask("reconciliation", Scope.of(["cus_a"]))
    assert [row["subject"] for row in seen] == ["c1"]
    assert {row["subject"] for row in world.ask("reconciliation", Scope.of(["cus_b"]))} == {
        "c2",
        "o",
    }
    assert world.ask("reconciliation", Scope.of([])) == []
    staff = {row["subject"] for row in world.ask("reconciliation", clients=("cus_a",))}
    assert staff == {"c1"}  # an account under one client's filter would not be the account's


def test_the_latest_reading_up_to_then_counts(world: PodcastWorld) -> None:
    world.order("o")
    account(world, orders_total=3, observed_at=ago(days=2))
    account(world, orders_total=1, observed_at=ago(days=1))
    assert told(world, "orders_total")[1] == "equal"
    (row,) = world.ask("reconciliation", as_of=ago(days=1, hours=5))
    assert (row["published"], row["verdict"]) == (3, "unexplained")


def test_no_definition_names_a_tally_that_nobody_counts() -> None:
    """It would never fit, and nobody would see why."""
    steps = queries.FOLDER / "steps"
    named = re.findall(r"'(\w+)', (?:null|'(\w+)'), (?:null|0)\)", DEFINITIONS.read_text("utf-8"))
    assert len(named) > 60
    counted = "\n".join(path.read_text("utf-8") for path in steps.glob("*_tallies.sql"))
    for tally in filter(None, {name for pair in named for name in pair}):
        assert re.search(rf"\b{tally}\b", counted), tally


def test_the_page_gets_some_figures_of_each_verdict_and_how_many_there_are(
    world: PodcastWorld,
) -> None:
    for number in range(130):
        world.campaign(f"c{number:03}")
        figure(world, "send_volume", 7 if number == 7 else 0, subject=f"c{number:03}")
    every, some = world.ask("reconciliation"), world.ask("reconciliation_sample")
    assert {row["verdict"] for row in every} == {"equal", "unexplained"}
    assert {row["verdict"]: row["figures"] for row in some} == Counter(
        row["verdict"] for row in every
    )
    shown = {(row["subject"], row["figure"], row["verdict"]) for row in some}
    assert shown < {(row["subject"], row["figure"], row["verdict"]) for row in every}
    assert len([row for row in some if row["verdict"] == "equal"]) == 100

"""Every page on a filled warehouse: its answer, its cards and its charts say what reports say."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.warehouse import Warehouse
from pages.components import formats
from tests.filled import asked
from tests.pages.driving import PAGES, answer, captions, cards, charts, visit, went_well

pytestmark = pytest.mark.usefixtures("reading")

CHARTS = {"overview": 1, "delivery": 4, "indexing": 3, "campaigns": 3, "replies": 3, "sync": 1}


@pytest.fixture(scope="module")
def all_time(reading: Warehouse) -> dict[str, AppTest]:
    """Each page once, over all time."""
    return {page: visit(page, range="all") for page in PAGES}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_with_the_range_that_nobody_chose(page: str) -> None:
    app = visit(page)
    assert went_well(app)
    assert not app.warning
    assert answer(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_over_all_time(all_time: dict[str, AppTest], page: str) -> None:
    assert went_well(all_time[page])
    assert len(charts(all_time[page])) == CHARTS.get(page, 0)
    for chart in charts(all_time[page]):
        assert chart["data"]


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_says_its_finding_in_words(all_time: dict[str, AppTest], page: str) -> None:
    for element in all_time[page].get("plotly_chart"):
        assert element.proto.alt.strip()


def test_overview_tells_links_promises_and_indexing(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    orders = asked(reading, "delivery_times").iloc[0]
    links = asked(reading, "indexing_rates").iloc[0]
    app = all_time["overview"]
    sentence = answer(app)
    assert f"**{formats.noun(links['live_links'], 'link')}** went live" in sentence
    assert f"**{formats.rate(orders['on_time_rate'])}** of promises due were kept" in sentence
    assert f"**{formats.rate(links['f_7d'])}** of links are indexed in 7 days" in sentence
    shown = cards(app)
    assert shown["Links live"] == formats.count(links["live_links"])
    assert shown["Promise kept"] == formats.rate(orders["on_time_rate"])
    assert shown["Indexed in 7 days"] == formats.rate(links["f_7d"])


def test_overview_lists_every_client_with_orders(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    expected = asked(reading, "client_summary")
    shown = all_time["overview"].dataframe[0].value
    assert sorted(shown["client_name"]) == sorted(expected["client_name"])
    assert shown["links_live"].sum() == expected["links_live"].sum()


def test_overview_counts_what_needs_a_person(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    badges = [element.proto.body for element in all_time["overview"].get("badge")]
    waiting = asked(reading, "needs_person")
    assert len(waiting) == 7
    text = "\n".join(badges + [m.value for m in all_time["overview"].markdown])
    for count in waiting["count"]:
        assert formats.count(count) in text


def test_delivery_tells_the_estimated_median_not_the_finished_one(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    now = asked(reading, "delivery_times").iloc[0]
    app = all_time["delivery"]
    assert f"within **{formats.duration(now['km_median_hours'])}**" in answer(app)
    assert f"within **{formats.duration(now['km_p90_hours'])}**" in answer(app)
    assert f"of {formats.count(now['due'])} promises due were kept" in answer(app)
    assert cards(app) == {
        "Median delivery": formats.duration(now["km_median_hours"]),
        "Nine in ten within": formats.duration(now["km_p90_hours"]),
        "Promise kept": formats.rate(now["on_time_rate"]),
        "Overdue and open": formats.count(now["overdue_open"]),
    }


def test_a_rate_never_stands_without_its_count_and_interval(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    now = asked(reading, "delivery_times").iloc[0]
    counted = formats.fraction(now["on_time"], now["due"])
    limits = formats.interval(now["on_time_low"], now["on_time_high"], of=now["on_time_rate"])
    assert f"{counted} due {limits}" in captions(all_time["delivery"])


def test_delivery_lists_the_overdue_orders_longest_first(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    expected = asked(reading, "overdue_orders")
    shown = all_time["delivery"].dataframe[0].value
    assert list(shown["order_id"]) == list(expected["order_id"])
    assert expected["lateness_hours"].is_monotonic_decreasing


def test_indexing_tells_share_median_and_state(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    now = asked(reading, "indexing_rates").iloc[0]
    app = all_time["indexing"]
    assert f"**{formats.rate(now['f_7d'])}** of links are indexed in 7 days" in answer(app)
    assert f"within **{formats.duration(now['km_median_hours'])}**" in answer(app)
    assert cards(app) == {
        "Indexed now": formats.rate(now["indexed_now_rate"]),
        "Indexed in 24 hours": formats.rate(now["f_24h"]),
        "Indexed in 7 days": formats.rate(now["f_7d"]),
        "Median to index": formats.duration(now["km_median_hours"]),
    }


def test_campaigns_tell_how_many_said_yes(reading: Warehouse, all_time: dict[str, AppTest]) -> None:
    now = asked(reading, "campaign_outcomes").iloc[0]
    app = all_time["campaigns"]
    assert f"**{formats.rate(now['positive_rate'])}** said yes in 14 days" in answer(app)
    assert f"**{formats.noun(now['placed'], 'lead')}** placed" in answer(app)
    assert cards(app) == {
        "Leads contacted": formats.count(now["contacted"]),
        "Reply rate": formats.rate(now["reply_rate"]),
        "Positive / contacted": formats.rate(now["positive_rate"]),
        "Placed / contacted": formats.rate(now["placed_rate"]),
    }


def test_the_funnel_chart_holds_the_stages_of_the_report(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    expected = asked(reading, "campaign_funnel")
    alts = [element.proto.alt for element in all_time["campaigns"].get("plotly_chart")]
    told = ", ".join(f"{row.stage} {formats.count(row.reached)}" for row in expected.itertuples())
    assert told in alts


def test_replies_tell_how_people_answer(reading: Warehouse, all_time: dict[str, AppTest]) -> None:
    now = asked(reading, "reply_outcomes").iloc[0]
    app = all_time["replies"]
    assert f"**{formats.rate(now['positive_share'])}** of repliers are interested" in answer(app)
    assert f"within **{formats.duration(now['median_hours_to_reply'])}**" in answer(app)
    assert cards(app) == {
        "Leads that replied": formats.count(now["human_replies"]),
        "Positive share": formats.rate(now["positive_share"]),
        "Median to reply": formats.duration(now["median_hours_to_reply"]),
        "Unanswered positive": formats.count(now["unanswered_positive"]),
    }


def test_exports_count_the_rows_of_the_file(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    rows = len(asked(reading, "orders"))
    assert answer(all_time["exports"]).startswith(f"**{formats.noun(rows, 'row')}**")
    links = [element.proto.url for element in all_time["exports"].get("link_button")]
    assert [link.partition("?")[0] for link in links] == [
        f"/exports/orders.{format}" for format in ("csv", "xlsx", "parquet", "json")
    ]


def test_sync_tells_the_age_of_the_oldest_source(
    reading: Warehouse, all_time: dict[str, AppTest]
) -> None:
    sources = asked(reading, "source_status")
    oldest = formats.when(sources["as_of"].min(), "UTC")
    assert answer(all_time["sync"]).endswith(f"**{oldest}** (UTC).")
    (table,) = [frame.value for frame in all_time["sync"].dataframe if "whole" in frame.value]
    assert len(table) == len(sources)
    assert cards(all_time["sync"])["Quarantine"] == "0"

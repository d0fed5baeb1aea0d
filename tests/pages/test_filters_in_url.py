"""A link's filters reach the figures; a value that nobody knows fits nothing and is named."""

from __future__ import annotations

from datetime import date

import pytest

from data.warehouse import Warehouse
from pages.components import formats
from tests.filled import ACME, LEDGERLEAF, asked
from tests.long.amounts import amount
from tests.pages.driving import (
    PAGES,
    answer,
    captions,
    cards,
    everything_shown,
    visit,
    went_well,
)

pytestmark = pytest.mark.usefixtures("reading")

JUNK = {
    "range": "<script>",
    "compare": "'; drop table orders; --",
    "zone": "Mars/Olympus",
    "from": "yesterday",
    "to": "2026-02-31",
    "unanswered": "perhaps",
    "no_such_parameter": "1",
    "against_from": "tomorrow",
    "against_to": "0000-00-00",
}
UNKNOWN = {
    "client": "cus_0000_not_mine",
    "package": "__proto__",
    "platform": "%00",
    "niche": "🦆" * 500,
    "campaign": "../../etc/passwd",
    "sender": "nobody@example.com",
}


def value_of(warehouse: Warehouse, kind: str) -> str:
    """A value that this filter offers, with rows behind it."""
    options = asked(warehouse, "filter_options")
    own = options[options["kind"] == kind]
    return str(own.loc[own["rows"].idxmax(), "value"])


@pytest.mark.parametrize("kind", ["client", "package", "niche", "platform"])
def test_a_filter_changes_the_figures_of_links(reading: Warehouse, kind: str) -> None:
    value = value_of(reading, kind)
    everything = asked(reading, "indexing_rates").iloc[0]
    filtered = asked(reading, "indexing_rates", **{f"{kind}s": (value,)}).iloc[0]
    assert 0 < filtered["live_links"] < everything["live_links"]
    app = visit("indexing", range="all", **{kind: value})
    assert went_well(app)
    assert cards(app)["Indexed now"] == formats.rate(filtered["indexed_now_rate"])
    counted = formats.fraction(filtered["indexed_now"], filtered["known_now"])
    assert any(caption.startswith(f"{counted} known") for caption in captions(app))


@pytest.mark.parametrize("kind", ["client", "campaign"])
def test_a_filter_changes_the_figures_of_outreach(reading: Warehouse, kind: str) -> None:
    value = value_of(reading, kind)
    everything = asked(reading, "campaign_outcomes").iloc[0]
    filtered = asked(reading, "campaign_outcomes", **{f"{kind}s": (value,)}).iloc[0]
    assert filtered["contacted"] < everything["contacted"]
    app = visit("campaigns", range="all", **{kind: value})
    assert cards(app)["Leads contacted"] == formats.count(filtered["contacted"])


def test_two_clients_count_together(reading: Warehouse) -> None:
    both = (LEDGERLEAF, ACME)
    expected = asked(reading, "indexing_rates", clients=both).iloc[0]
    app = visit("indexing", range="all", client=list(both))
    assert cards(app)["Indexed now"] == formats.rate(expected["indexed_now_rate"])
    assert "2 clients" in everything_shown(app)


def test_one_client_gets_its_own_page(reading: Warehouse) -> None:
    links = asked(reading, "indexing_rates", clients=(ACME,)).iloc[0]
    app = visit("clients", range="all", client=ACME)
    assert "went live for Acme CRM" in answer(app)
    assert cards(app)["Links live"] == formats.count(links["live_links"])
    shown = app.dataframe[0].value
    assert len(shown) == len(asked(reading, "client_links", clients=(ACME,)))


def test_own_dates_and_zone_are_those_of_the_report(reading: Warehouse) -> None:
    extent = asked(reading, "extent").set_index("thing").loc["orders"]
    first, last = extent["first_at"].date(), extent["last_at"].date()
    middle = first + (last - first) / 2
    for zone in ("UTC", "Asia/Tokyo"):
        wanted = asked(reading, "delivery_times", start=middle, end=last, zone=zone).iloc[0]
        link = {"range": "own", "from": middle.isoformat(), "to": last.isoformat(), "zone": zone}
        app = visit("delivery", **link)
        delivered = f"{formats.count(wanted['delivered'])} delivered"
        assert any(delivered in caption for caption in captions(app))
        assert any(f"({zone})" in caption for caption in captions(app))


def test_dates_in_the_wrong_order_are_taken_as_a_range() -> None:
    turned = visit("delivery", range="own", **{"from": "2026-03-01", "to": "2026-01-01"})
    straight = visit("delivery", range="own", **{"from": "2026-01-01", "to": "2026-03-01"})
    assert went_well(turned)
    assert answer(turned) == answer(straight)


def test_the_widest_dates_that_a_link_can_name_are_bearable() -> None:
    link = {"from": date.min.isoformat(), "to": date.max.isoformat()}
    assert went_well(visit("delivery", range="own", **link))


def test_the_comparison_is_the_same_report_over_the_period_before(reading: Warehouse) -> None:
    link = {"range": "own", "from": "2026-07-01", "to": "2026-08-31"}
    before = {"start": date(2026, 4, 30), "end": date(2026, 6, 30)}
    now = asked(reading, "indexing_rates", start=date(2026, 7, 1), end=date(2026, 8, 31)).iloc[0]
    then = asked(reading, "indexing_rates", **before).iloc[0]
    app = visit("overview", **link)
    change = next(element.delta for element in app.metric if element.label == "Links live")
    assert change == formats.change_of_count(now["live_links"] - then["live_links"])


def test_nothing_is_compared_when_nobody_asks_for_it() -> None:
    assert not any(element.delta for element in visit("delivery", compare="none").metric)


@pytest.mark.parametrize("page", PAGES[:: amount(3, long=1)])
def test_parameters_that_nobody_wrote_give_the_defaults(page: str) -> None:
    app = visit(page, **JUNK)
    assert went_well(app)
    assert answer(app) == answer(visit(page))


@pytest.mark.parametrize("kind", UNKNOWN)
def test_a_value_that_nobody_knows_fits_nothing_and_the_caption_says_so(kind: str) -> None:
    page = "campaigns" if kind in ("campaign", "sender") else "indexing"
    app = visit(page, range="all", **{kind: UNKNOWN[kind]})
    assert went_well(app)
    (question,) = [caption for caption in captions(app) if "unknown here" in caption]
    assert "nothing fits" in question and len(question) < 300
    assert answer(app).startswith("No ")


def test_an_unknown_value_can_be_taken_out_again() -> None:
    app = visit("indexing", client="cus_0000_not_mine")
    assert app.multiselect(key="client").value == ["cus_0000_not_mine"]
    app.multiselect(key="client").set_value([]).run()
    assert answer(app) == answer(visit("indexing"))
    assert "client" not in app.query_params


def test_a_client_id_in_another_case_is_another_client(reading: Warehouse) -> None:
    app = visit("clients", range="all", client="CUS_42")
    other = asked(reading, "indexing_rates", clients=("CUS_42",)).iloc[0]
    assert cards(app)["Links live"] == formats.count(other["live_links"])


def test_own_dates_of_the_comparison_stand_in_the_link(reading: Warehouse) -> None:
    range_of = {"range": "own", "from": "2026-07-01", "to": "2026-08-31"}
    then = {"compare": "own", "against_from": "2026-03-01", "against_to": "2026-03-31"}
    app = visit("overview", **range_of, **then)
    assert any("against 1\u00a0Mar – 31\u00a0Mar 2026" in caption for caption in captions(app))
    now = asked(reading, "indexing_rates", start=date(2026, 7, 1), end=date(2026, 8, 31)).iloc[0]
    march = {"start": date(2026, 3, 1), "end": date(2026, 3, 31)}
    before = asked(reading, "indexing_rates", **march).iloc[0]
    card = next(element for element in app.metric if element.label == "Links live")
    assert card.delta == formats.change_of_count(now["live_links"] - before["live_links"])
    assert card.proto.delta_description == "vs then"
    assert app.query_params["against_from"] == "2026-03-01"


def test_a_year_ago_is_called_a_year_ago_and_before_the_first_data_there_is_none() -> None:
    link = {"from": "2026-07-01", "to": "2026-08-31", "compare": "year"}
    app = visit("overview", range="own", **link)
    card = next(element for element in app.metric if element.label == "Links live")
    assert card.delta == "no data then"
    assert not any("vs prior" in element.proto.delta_description for element in app.metric)


def test_a_link_brings_its_zone_to_a_browser_that_is_elsewhere() -> None:
    app = visit("delivery", zone="Pacific/Chatham")
    assert any("(Pacific/Chatham)" in caption for caption in captions(app))
    assert app.query_params["zone"] == "Pacific/Chatham"


def test_a_value_that_a_link_names_twice_filters_once() -> None:
    app = visit("clients", client=[ACME, ACME])
    assert went_well(app)
    assert app.query_params["client"] == ACME


def test_a_second_click_with_the_url_of_before_the_first_undoes_neither() -> None:
    app = visit("delivery", range="4w")
    app.selectbox(key="range").set_value("26w").run()
    app.query_params["range"] = "4w"  # the browser had not heard of 26w yet
    app.selectbox(key="compare").set_value("none").run()
    assert app.selectbox(key="range").value == "26w"
    assert app.selectbox(key="compare").value == "none"
    assert app.query_params["range"] == "26w"


def test_the_browsers_way_back_brings_the_filters_of_then() -> None:
    app = visit("delivery", range="4w")
    app.selectbox(key="range").set_value("26w").run()
    app.query_params["range"] = "4w"
    app.run()
    assert app.selectbox(key="range").value == "4w"


def test_the_link_of_an_export_carries_the_filters() -> None:
    app = visit("exports", client=ACME, zone="Asia/Tokyo", range="all")
    link = app.get("link_button")[0].proto.url
    assert link == f"/exports/orders.csv?tz=Asia%2FTokyo&client={ACME}"

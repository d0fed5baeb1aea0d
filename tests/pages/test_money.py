"""The Money page: what it tells, what it asks for, who may enter it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import entries
from data.entries import OUTREACH_SPEND, PAGE_VALUES, PRICES
from data.schema import leads
from data.warehouse import Warehouse
from pages.components import formats, money_credits
from tests.filled import Filled, asked
from tests.pages.driving import answer, captions, cards, markdown, running_on, visit, went_well
from tests.pages.test_who_sees_what import person


@pytest.fixture(scope="module")
def priced(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    copy = filled_file.copy(tmp_path_factory.mktemp("priced"))
    with running_on(copy, **filled_file.settings) as warehouse:
        yield warehouse


@pytest.fixture
def unpriced(own: Warehouse) -> Warehouse:
    """Orders and links, and nobody has entered anything."""
    for sheet in (PRICES, PAGE_VALUES):
        entries.replace(own, sheet, [])
    return own


def upload(app: AppTest, key: str, content: str) -> AppTest:
    """Give the form `key` a file and add its rows."""
    app.file_uploader(key=f"{key}_file_0").set_value(("rows.csv", content.encode(), "text/csv"))
    return app.run().button(key=f"{key}_add").click().run()


def test_it_tells_what_a_link_and_a_day_of_waiting_cost(priced: Warehouse) -> None:
    cost = asked(priced, "link_costs").iloc[0]
    (wait,) = [
        row for _, row in asked(priced, "waiting_costs").iterrows() if row["currency"] == "USD"
    ]
    app = visit("money", range="all")
    assert went_well(app)
    assert cards(app) == {
        "Cost per live link": formats.money(cost["gross_per_link"]),
        "Cost per indexed link": formats.money(cost["gross_per_indexed"]),
        "Waiting has cost": formats.money(wait["realised"]),
        "Waiting costs a day": formats.money(wait["burn_per_day"]),
    }
    sentence = answer(app).replace("\\$", "$")
    assert f"**{formats.money(cost['gross_per_link'])}**" in sentence
    assert f"**{formats.money(wait['burn_per_day'])}** a day" in sentence


def test_no_dollar_sign_begins_a_formula(priced: Warehouse) -> None:
    app = visit("money", range="all")
    for text in [*markdown(app), *captions(app)]:
        assert "$" not in text.replace("\\$", "")


def test_every_link_to_chase_says_whom_to_ask(priced: Warehouse) -> None:
    expected = asked(priced, "links_to_chase")
    tables = [frame.value for frame in visit("money", range="all").dataframe]
    (chase,) = [table for table in tables if "ask_whom" in table]
    assert chase["url"].tolist() == expected["url"].head(500).tolist()
    assert chase["ask_what"].str.len().min() > 10


def test_without_entries_it_asks_for_them(unpriced: Warehouse) -> None:
    app = visit("money", range="all")
    assert went_well(app)
    assert answer(app) == (
        "Enter **prices** below to see what a link costs; enter **page values** below to see what "
        "waiting costs."
    )
    assert set(cards(app).values()) == {"—"}
    assert any("enter a price for each package below" in text for text in markdown(app))


def test_a_file_of_prices_turns_orders_into_costs(unpriced: Warehouse) -> None:
    rows = "package,valid_from,price,currency\n"
    rows += "".join(f"{name},2020-01-01,100,USD\n" for name in ("starter", "growth", "scale"))
    app = upload(visit("money", range="all"), "prices", rows)
    assert went_well(app)
    assert "3\u00a0rows stored." in [element.value for element in app.success]
    assert cards(app)["Cost per live link"].startswith("$")
    assert len(entries.current(unpriced, PRICES)) == 3


def test_of_two_currencies_the_one_of_most_orders_and_links_is_shown_and_none_is_added(
    unpriced: Warehouse,
) -> None:
    orders = asked(unpriced, "delivery_times", by="package").set_index("group")["orders"]
    rare = str(orders.idxmin())
    day = date(2020, 1, 1)
    prices = [
        {
            "package": package,
            "valid_from": day,
            "price": 100,
            "currency": "EUR" if package == rare else "USD",
        }
        for package in orders.index
    ]
    entries.replace(unpriced, PRICES, prices)
    sizes = asked(unpriced, "link_costs").set_index("currency")["priced_orders"]
    assert sizes["USD"] > sizes["EUR"] > 0
    assert asked(unpriced, "currencies")["rows"].tolist() == [sizes["USD"], sizes["EUR"]]
    app = visit("money", range="all")
    assert cards(app)["Cost per live link"].startswith("$")
    app = app.button_group(key="currency").set_value("EUR").run()
    assert went_well(app) and cards(app)["Cost per live link"].startswith("EUR")


def test_a_file_that_cannot_be_stored_says_why_and_stores_nothing(unpriced: Warehouse) -> None:
    app = upload(visit("money"), "page_values", "target_url,monthly_value\njavascript:1,5\n")
    (refusal,) = [element.value for element in app.error]
    assert refusal.startswith("Nothing was stored.")
    assert "target\\_url must begin with" in refusal
    assert entries.current(unpriced, PAGE_VALUES) == []


def test_entered_months_of_outreach_tell_what_a_placed_link_costs(own: Warehouse) -> None:
    with own.write() as connection:
        chosen = sa.select(leads.c.lead_id).order_by(leads.c.lead_id).limit(4)
        placed = {"status": "placed", "placed_seen_at": datetime(2026, 5, 9)}
        connection.execute(sa.update(leads).values(placed_seen_at=None))
        connection.execute(sa.update(leads).where(leads.c.lead_id.in_(chosen)).values(**placed))
    rows = "month,hours,hourly_rate,tool_cost,currency\n2026-05-01,10,40,100,EUR\n"
    app = visit("money", range="all")
    assert any("Nothing is entered for a month that is over" in text for text in markdown(app))
    app = upload(app, "outreach_spend", rows)
    assert went_well(app)
    (told,) = [text for text in markdown(app) if text.startswith("A placed link costs")]
    assert told.replace("\u00a0", " ").startswith("A placed link costs **EUR 125.00** [EUR")
    assert told.endswith("÷ 4\u00a0placed leads.")


def test_credits_say_when_they_end_and_what_will_lapse(priced: Warehouse) -> None:
    (told,) = [text for text in markdown(visit("money", range="all")) if "credits** end in" in text]
    assert told.endswith("at the present pace all of them are used before.")
    nobodys = visit("money", range="all", client="cus_42")
    assert any("Credits are the whole account's" in text for text in markdown(nobodys))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"credits": 0}, "No credit is left."),
        ({"credits": None}, "The account tells nothing of credits."),
        ({"expires_at": None}, "**4 credits**, and the account names no day on which they end."),
        ({"days_left": -2.0}, "**4 credits** were unused, worth **$40.00**."),
        ({"forecast_unused": None}, "no order on record says how fast they are used."),
        ({}, "at the present pace **1.5** will lapse, worth **$15.00**."),
        ({"worth_unused": None}, "**1.5** will lapse; enter prices below to see their worth."),
    ],
    ids=str,
)
def test_every_state_of_credits_has_its_sentence(values: dict[str, Any], sentence: str) -> None:
    row = {"credits": 4, "expires_at": pd.Timestamp(2027, 1, 1), "days_left": 20.0}
    row |= {"worth": 40.0, "forecast_unused": 1.5, "worth_unused": 15.0, "currency": "USD"}
    told = money_credits.sentence(pd.DataFrame([row | values]), "UTC")
    assert told.replace("\u00a0", " ").endswith(sentence)


@pytest.mark.parametrize("sheet", ["prices", "page_values", "outreach_spend"])
def test_a_table_that_nobody_touched_is_stored_as_it_was(own: Warehouse, sheet: str) -> None:
    """Suggested pages without a value are no rows."""
    tables = {"prices": PRICES, "page_values": PAGE_VALUES, "outreach_spend": OUTREACH_SPEND}
    before = entries.current(own, tables[sheet])
    app = visit("money", range="all").button(key=f"{sheet}_save").click().run()
    assert went_well(app)
    assert f"{formats.noun(len(before), 'row')} stored." in [said.value for said in app.success]
    assert entries.current(own, tables[sheet]) == before


def test_a_natural_wait_is_kept(own: Warehouse) -> None:
    app = visit("money", range="all")
    app.number_input[0].set_value(45.0)
    (save,) = [button for button in app.button if "natural_wait" in str(button.form_id)]
    app = save.click().run()
    assert went_well(app)
    assert entries.assumption(own, entries.NATURAL_WAIT) == 45


def test_a_ramp_lowers_what_waiting_has_cost_and_is_said(own: Warehouse) -> None:
    app = visit("money", range="all")
    assert any("is the same every day" in text for text in captions(app))
    linear = cards(app)
    (ramp,) = [field for field in app.number_input if field.label == "Ramp, days"]
    ramp.set_value(30.0)
    (save,) = [button for button in app.button if "value_ramp" in str(button.form_id)]
    app = save.click().run()
    assert went_well(app)
    row = asked(own, "waiting_costs").set_index("currency").loc["USD"]
    assert (row["basis"], row["ramp_days"]) == ("ramp", 30)
    assert cards(app) == linear | {"Waiting has cost": formats.money(row["realised"])}
    assert cards(app) != linear
    assert any("grown over a ramp of 30 days" in text for text in captions(app))


def test_money_is_not_there_for_clients_and_analysts_only_look(
    filled_file: Filled, tmp_path_factory: pytest.TempPathFactory
) -> None:
    signed = filled_file.settings | {"AUTH__COOKIE_SECRET": "x" * 32}
    with running_on(filled_file.copy(tmp_path_factory.mktemp("signed")), **signed):
        for subject in ("acme", "some"):
            with pytest.raises(ValueError, match="not"):
                visit("delivery", user=person(subject)).switch_page("money.py")
        analyst = visit("money", user=person("analyst"), range="all")
        assert went_well(analyst) and cards(analyst)
        assert not analyst.file_uploader and not analyst.number_input

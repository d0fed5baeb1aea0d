"""Prices, page values and costs that a user enters: stored whole, or told why not."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data import entries
from data.entries import ORDER_COSTS, OUTREACH_SPEND, PAGE_VALUES, PRICES
from data.errors import EntriesRefused
from data.warehouse import Warehouse


def price(
    package: Any = "growth", day: Any = date(2026, 1, 1), amount: Any = 149, **more: Any
) -> dict[str, Any]:
    return {"package": package, "valid_from": day, "price": amount, **more}


def test_a_price_book_is_replaced_as_a_whole(warehouse: Warehouse) -> None:
    entries.replace(warehouse, PRICES, [price(), price("starter", amount="49.50", currency="eur")])
    assert entries.replace(warehouse, PRICES, [price(amount=Decimal("159.00"))]) == 1
    assert entries.current(warehouse, PRICES) == [
        {
            "package": "growth",
            "valid_from": date(2026, 1, 1),
            "price": Decimal("159.00"),
            "currency": "USD",
        }
    ]


def test_a_file_adds_rows_and_takes_the_place_of_known_keys(warehouse: Warehouse) -> None:
    entries.replace(
        warehouse, PAGE_VALUES, [{"target_url": "https://a.example/", "monthly_value": 1}]
    )
    content = (
        "\ufefftarget_url;monthly_value;note\nhttps://a.example/;300;x\nhttps://b.example/;5;\n"
    )
    rows = entries.from_csv(PAGE_VALUES, content.encode())
    assert entries.merge(warehouse, PAGE_VALUES, rows) == 2
    values = [row["monthly_value"] for row in entries.current(warehouse, PAGE_VALUES)]
    assert values == [Decimal("300.00"), Decimal("5.00")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (price(amount="many"), "Row 1: price is not a number; write it like 149.00."),
        (price(amount=-1), "Row 1: price must be between 0 and 9,999,999,999.99."),
        (price(amount="NaN1"), "Row 1: price must be between 0 and 9,999,999,999.99."),
        (price(amount="Infinity"), "Row 1: price must be between 0 and 9,999,999,999.99."),
        (price(amount="1.005"), "Row 1: price has more than two decimals."),
        (price(amount=None), "Row 1: price is missing."),
        (price(package="  "), "Row 1: package is missing."),
        (price(day="yesterday"), "Row 1: valid_from is not a date; write it like 2026-11-20."),
        (price(currency="$"), "Row 1: currency must be three letters, like USD."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_row_that_cannot_be_stored_is_told_in_a_sentence(
    warehouse: Warehouse, row: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(EntriesRefused) as refused:
        entries.replace(warehouse, PRICES, [row])
    assert refused.value.sentences == [sentence]


def test_one_bad_row_stores_none_and_every_bad_row_is_named(warehouse: Warehouse) -> None:
    entries.replace(warehouse, PRICES, [price()])
    with pytest.raises(EntriesRefused) as refused:
        entries.merge(warehouse, PRICES, [price("a"), price("b", amount=""), price("a"), {}])
    assert refused.value.sentences == ["Row 2: price is missing.", "Row 3: it repeats row 1."]
    assert [row["package"] for row in entries.current(warehouse, PRICES)] == ["growth"]


def test_empty_rows_are_no_rows(warehouse: Warehouse) -> None:
    nothing = {"package": None, "valid_from": float("nan"), "price": "", "currency": "USD"}
    assert entries.replace(warehouse, PRICES, [nothing]) == 0


def test_a_cost_or_a_refund_is_enough_and_neither_is_not(warehouse: Warehouse) -> None:
    entries.replace(warehouse, ORDER_COSTS, [{"order_id": "o1", "refund": 20}])
    assert entries.current(warehouse, ORDER_COSTS)[0]["cost"] is None
    with pytest.raises(EntriesRefused, match="cost or refund is missing"):
        entries.replace(warehouse, ORDER_COSTS, [{"order_id": "o1"}])


def test_a_month_of_outreach_is_of_one_campaign_or_of_all(warehouse: Warehouse) -> None:
    content = b"month,campaign_id,hours,hourly_rate,tool_cost\n2026-05-01,,20,30.5,\n"
    rows = entries.from_csv(OUTREACH_SPEND, content)
    month = {"month": date(2026, 5, 1)}
    rows += [{**month, "campaign_id": "c1", "tool_cost": 99, "currency": "eur"}]
    assert entries.replace(warehouse, OUTREACH_SPEND, rows) == 2
    for_all, of_one = entries.current(warehouse, OUTREACH_SPEND)
    assert (for_all["campaign_id"], for_all["hours"], for_all["tool_cost"]) == ("", 20, None)
    assert (of_one["campaign_id"], of_one["tool_cost"], of_one["currency"]) == ("c1", 99, "EUR")
    assert entries.merge(warehouse, OUTREACH_SPEND, [{**month, "tool_cost": 5}]) == 1
    assert [row["tool_cost"] for row in entries.current(warehouse, OUTREACH_SPEND)] == [5, 99]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"month": "2026-05-02", "tool_cost": 1}, "must be the first day of a month"),
        ({"month": "2026-05-01", "hours": 3}, "hours and hourly_rate are given together"),
        ({"month": "2026-05-01"}, "hours or hourly_rate or tool_cost is missing"),
        ({"tool_cost": 1}, "month is missing"),
        ({"month": "2026-05-01", "tool_cost": -1}, "tool_cost must be between 0"),
    ],
    ids=["day", "alone", "nothing", "month", "negative"],
)
def test_a_month_that_cannot_be_stored_is_told_in_a_sentence(
    warehouse: Warehouse, row: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(EntriesRefused, match=sentence):
        entries.replace(warehouse, OUTREACH_SPEND, [row])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"package,price\n", "must name the column valid_from"),
        (b"", "must name the column package"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"x" * (entries.MOST_BYTES + 1), "larger than 2 MB"),
        (b'package,valid_from,price\n"' + b"x" * 200_000, "cannot be read"),
    ],
    ids=["column", "empty", "encoding", "size", "field"],
)
def test_a_file_that_is_no_price_list_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(EntriesRefused, match=words):
        entries.from_csv(PRICES, content)


def test_a_page_is_named_by_its_web_address(warehouse: Warehouse) -> None:
    with pytest.raises(EntriesRefused, match="must begin with https"):
        entries.replace(
            warehouse, PAGE_VALUES, [{"target_url": "javascript:alert(1)", "monthly_value": 1}]
        )


def test_a_natural_wait_is_kept_and_forgotten(warehouse: Warehouse) -> None:
    assert entries.assumption(warehouse, entries.NATURAL_WAIT) is None
    entries.assume(warehouse, entries.NATURAL_WAIT, 45)
    entries.assume(warehouse, entries.NATURAL_WAIT, 30)
    assert entries.assumption(warehouse, entries.NATURAL_WAIT) == 30
    with pytest.raises(EntriesRefused, match="number of days"):
        entries.assume(warehouse, entries.NATURAL_WAIT, -1)
    entries.assume(warehouse, entries.NATURAL_WAIT, None)
    assert entries.assumption(warehouse, entries.NATURAL_WAIT) is None


def test_the_day_of_a_price_is_the_day_that_was_entered(warehouse: Warehouse) -> None:
    entries.replace(warehouse, PRICES, [price(day=datetime(2026, 3, 29, 2, 30))])
    assert entries.current(warehouse, PRICES)[0]["valid_from"] == date(2026, 3, 29)

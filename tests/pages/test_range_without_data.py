"""A range in which nothing happened: a sentence, a way out, and no empty axes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data.warehouse import Warehouse
from tests.filled import ACME
from tests.pages.driving import WITH_RANGE, answer, cards, charts, markdown, visit, went_well

pytestmark = pytest.mark.usefixtures("reading")

# As a link would carry it.
LONG_AGO = {"range": "own", "from": "2001-01-01", "to": "2001-03-31"}
WAY_OUT = "Show all time"


@pytest.mark.parametrize("page", WITH_RANGE)
def test_a_page_says_so_and_offers_all_time(page: str) -> None:
    app = visit(page, client=ACME, **LONG_AGO)
    assert went_well(app) and not app.warning
    assert "nan" not in answer(app).lower()
    assert not charts(app)
    assert WAY_OUT in [button.label for button in app.button]
    assert not any("nan" in value.lower() for value in cards(app).values())


def test_the_sentence_names_the_dates() -> None:
    sentence = answer(visit("delivery", **LONG_AGO)).replace("\u00a0", " ")
    assert sentence == "No orders were placed in 1 Jan – 31 Mar 2001."


def test_nothing_there_is_not_told_as_all_well() -> None:
    said = "\n".join(markdown(visit("indexing", **LONG_AGO)))
    assert "No link gone live in these dates waits" in said and "Every live link" not in said
    assert answer(visit("overview", **LONG_AGO)) == "No links went live."
    assert cards(visit("replies", **LONG_AGO))["Positive share"] == "—"


def test_promises_that_fell_due_count_where_no_order_was_placed(reading: Warehouse) -> None:
    day = """
        select cast(first_promised_at as date) as due_on from mart_orders
        where first_promised_at < delivered_at - interval 1 day
        except select cast(entered_at as date) from mart_orders
        order by due_on limit 1
    """
    with reading.read() as connection:
        due_on = connection.scalar(sa.text(day)).isoformat()
    sentence = answer(visit("delivery", range="own", **{"from": due_on, "to": due_on}))
    assert sentence.startswith("No orders were placed in ")
    assert "that fell due then were kept" in sentence


def test_the_way_out_leads_to_the_data() -> None:
    app = visit("delivery", **LONG_AGO)
    next(button for button in app.button if button.label == WAY_OUT).click().run()
    assert went_well(app)
    assert charts(app)

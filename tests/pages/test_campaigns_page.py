"""Campaigns and Replies beyond the funnel: rules, follow-ups, what waits for an answer."""

from __future__ import annotations

import pytest

from data.warehouse import Warehouse
from pages.components import compliance, formats
from tests.filled import asked
from tests.pages.driving import captions, cards, markdown, visit, went_well


def test_broken_rules_are_counted_and_their_cases_listed(reading: Warehouse) -> None:
    rules = asked(reading, "compliance_watch")
    broken = rules[rules["is_breach"] & (rules["cases"] > 0)]
    assert not broken.empty
    app = visit("campaigns", range="all")
    assert went_well(app)
    (told,) = [text for text in markdown(app) if text.startswith("In the time on record: ")]
    for row in broken.itertuples():
        assert f"**{formats.count(row.cases)}** {compliance.RULES[row.kind].lower()[:8]}" in told
    (cases,) = [frame.value for frame in app.dataframe if "detail" in frame.value]
    assert len(cases) == min(500, int(broken["cases"].sum()))


def test_the_cases_of_one_rule_can_be_listed(reading: Warehouse) -> None:
    rules = asked(reading, "compliance_watch").set_index("kind")
    app = visit("campaigns", range="all")
    (choice,) = [box for box in app.selectbox if box.label == "Cases of"]
    app = choice.set_value("sent_after_refusal").run()
    (cases,) = [frame.value for frame in app.dataframe if "detail" in frame.value]
    assert len(cases) == rules.loc["sent_after_refusal", "cases"]


@pytest.mark.usefixtures("reading")
def test_a_range_without_cases_says_that_no_rule_was_broken() -> None:
    link = {"range": "own", "from": "2001-01-01", "to": "2001-03-31"}
    assert any("No rule was broken in" in text for text in markdown(visit("campaigns", **link)))


def test_a_link_opens_the_further_figures(reading: Warehouse) -> None:
    now = asked(reading, "outreach_figures").iloc[0]
    closed, opened = visit("campaigns", range="all"), visit("campaigns", range="all", more="true")
    assert "Bounced" not in cards(closed)
    shown = cards(opened)
    assert shown["Bounced"] == formats.rate(now["bounce_rate"])
    assert shown["Followed up"] == formats.rate(now["follow_up_rate"])
    assert shown["On the suppression list"] == formats.rate(now["suppression_rate"])
    counted = formats.fraction(now["followed_up"], now["follow_up_eligible"])
    assert any(text.startswith(f"{counted} due a second mail [") for text in captions(opened))
    (variants,) = [frame.value for frame in opened.dataframe if "variant" in frame.value]
    assert len(variants) == len(asked(reading, "placement_variants"))


def test_what_waits_after_a_yes_stands_by_age(reading: Warehouse) -> None:
    expected = asked(reading, "response_debt")
    frames = [frame.value for frame in visit("replies", range="all").dataframe]
    (debt,) = [frame for frame in frames if "longest_hours" in frame]
    assert debt["replies"].tolist() == expected["replies"].tolist()

"""Comparisons, forecasts, vendors' figures and what needs a hand, made again in pandas."""

from __future__ import annotations

from datetime import date

import pytest

from tests.independent.demo_world import changes, forecasts, published, recovery
from tests.independent.demo_world.reading import Demo, compare, same

SUMMER = (date(2026, 6, 1), date(2026, 8, 15))


@pytest.mark.parametrize("by", [None, "package", "platform", "client_id", "campaign_id"])
def test_what_changed(demo: Demo, by: str | None) -> None:
    told = demo.ask("what_changed", by, start=SUMMER[0], end=SUMMER[1])
    compare(told, changes.what_changed(demo, by, *SUMMER), "figure", "group", "is_total")


def test_how_past_forecasts_turned_out(demo: Demo) -> None:
    told, expected = demo.ask("forecast_calibration"), forecasts.forecast_calibration(demo)
    covered = "covered covered_rate covered_low covered_high"
    compare(told.assign(group="all"), expected.assign(group="all"), "group", without=covered)
    assert expected["covered"].item() <= told["covered"].item() <= told["weeks"].item()


def test_every_published_figure_is_set_beside_ours(demo: Demo) -> None:
    told, expected = demo.ask("reconciliation"), published.published(demo)
    names = ["source", "kind", "subject", "figure", "published", "rounding"]
    compare(told[names], expected[names], *names[:4])


def test_every_definition_gives_what_the_reconciliation_says(demo: Demo) -> None:
    counts = published.ours(demo)
    for _, row in demo.ask("reconciliation").iterrows():
        kind, figure = (row["kind"], row["subject"]), row["figure"]
        is_near = abs(row["reproduced"] - row["published"]) <= row["rounding"] + 1e-9
        found = counts.get((*kind, published.named(row["definition"], figure)), 0)
        own = counts.get((*kind, published.named(row["own_definition"], figure)), 0)
        assert is_near and same(row["reproduced"], found), row
        assert same(row["ours"], found if row["verdict"] == "equal" else own), row
        is_own = own is not None and abs(own - row["published"]) <= row["rounding"] + 1e-9
        assert is_own == (row["verdict"] == "equal" and row["definition"] == row["own_definition"])


def test_urls_that_need_a_hand(demo: Demo) -> None:
    told = demo.ask("indexing_recovery")
    words = "advice look_method look_engine"
    compare(told, recovery.indexing_recovery(demo), "campaign_id", "url_sha256", without=words)
    assert told["advice"].notna().all()

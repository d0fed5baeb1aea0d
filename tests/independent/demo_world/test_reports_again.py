"""Every report is what pandas makes of the same rows of the demo."""

from __future__ import annotations

from datetime import date

import pytest

from data import queries
from tests.independent.recounts import published
from tests.independent.recounts.reports import RECOUNTS, check, groupings
from tests.independent.recounts.world import World, same

SUMMER = {"start": date(2026, 6, 1), "end": date(2026, 8, 15)}
# One grouping of each report, so that all are met; the wild world has the others.
CASES = [(name, by) for name in RECOUNTS for by in groupings(name)[:2]]


def test_every_report_has_a_recount() -> None:
    assert set(RECOUNTS) == set(queries.names("reports"))


@pytest.mark.parametrize(("name", "by"), CASES)
def test_a_report_is_what_pandas_makes_of_the_same_rows(
    demo: World, name: str, by: str | None
) -> None:
    view = demo.view(**SUMMER) if name == "what_changed" else demo
    assert check(view, name, by) > 0


def test_every_definition_gives_what_the_reconciliation_says(demo: World) -> None:
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


def test_expected_links_lie_within_their_limits(demo: World) -> None:
    told = demo.ask("delivery_forecast").dropna(subset=["expected_links"])
    assert (told["low"] <= told["expected_links"]).all()
    assert (told["expected_links"] <= told["high"]).all() and len(told)


def test_weeks_covered_by_the_orders_own_chances_are_covered(demo: World) -> None:
    told = demo.ask("forecast_calibration").iloc[0]
    surely = RECOUNTS["forecast_calibration"].count(demo)["covered"].item()
    assert surely <= told["covered"] <= told["weeks"]

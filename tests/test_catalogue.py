"""The words of the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import catalogue, reports

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_page_of_definitions_is_up_to_date() -> None:
    assert (DOCS / "metrics.md").read_text("utf-8") == catalogue.markdown(catalogue.SECTIONS)


def test_every_metric_has_its_own_id_and_names_reports_that_exist() -> None:
    assert len(catalogue.BY_ID) == len(catalogue.METRICS)
    for metric in catalogue.METRICS:
        assert set(metric.reports) <= set(reports.catalogue()), metric.id


@pytest.mark.parametrize("name", reports.catalogue())
def test_every_column_of_every_report_is_explained(name: str) -> None:
    """What fails here needs a metric that names it in `columns`, or a word in ATTRIBUTES."""
    columns = reports.catalogue()[name].columns
    assert [column for column in columns if catalogue.column(name, column) is None] == []


def test_every_metric_names_columns_that_exist() -> None:
    for metric in catalogue.METRICS:
        known = {column for name in metric.reports for column in reports.catalogue()[name].columns}
        assert set(metric.columns.split()) <= known, metric.id


def test_a_limit_says_whose_limit_it_is() -> None:
    assert catalogue.column("delivery_times", "on_time_low") == BY_NAME["on_time_rate"].definition
    assert catalogue.column("delivery_times", "km_p90_high") == (
        "Upper 95% limit of: Nine in ten within."
    )
    assert catalogue.column("delivery_times", "nobody_counts_this") is None


BY_NAME = catalogue.BY_ID

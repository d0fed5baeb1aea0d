"""The words of the figures."""

from __future__ import annotations

from pathlib import Path

from data import catalogue, reports

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_page_of_definitions_is_up_to_date() -> None:
    assert (DOCS / "metrics.md").read_text("utf-8") == catalogue.markdown()


def test_every_metric_has_its_own_id_and_names_reports_that_exist() -> None:
    assert len(catalogue.BY_ID) == len(catalogue.METRICS)
    for metric in catalogue.METRICS:
        assert set(metric.reports) <= set(reports.catalogue()), metric.id

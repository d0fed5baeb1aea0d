"""What every figure means: one entry each, read by tooltips, exports, the Definitions page and
docs/metrics.md.

The SQL of a figure stands in queries/; here stand its words, a file a section. A column or a label
that no entry explains fails tests/test_catalogue.py and tests/pages/test_definitions.py.
"""

from __future__ import annotations

from functools import cache

from data.catalogue import (
    delivery,
    delivery_further,
    indexing,
    indexing_further,
    money,
    outreach,
    outreach_further,
    trust,
    workflow,
)
from data.catalogue.columns import ATTRIBUTES, definition_of
from data.catalogue.entry import Direction, Metric
from data.catalogue.markdown import DIRECTIONS, facts, markdown

SECTIONS: dict[str, tuple[Metric, ...]] = {
    "A. Orders and delivery": (*delivery.METRICS, *delivery_further.METRICS),
    "B. Indexing": (*indexing.METRICS, *indexing_further.METRICS, *workflow.METRICS),
    "C. Outreach": (*outreach.METRICS, *outreach_further.METRICS),
    "D. Money": money.METRICS,
    "E. Trust": trust.METRICS,
}
METRICS = tuple(metric for metrics in SECTIONS.values() for metric in metrics)
BY_ID = {metric.id: metric for metric in METRICS}


@cache
def names_on(page: str) -> dict[str, Metric]:
    """Every name under which figures stand on a page, in small letters ("money")."""
    return {
        name: metric
        for metric in METRICS
        if page in metric.pages
        for name in (metric.label, *metric.labels)
    }


def column(report: str, name: str) -> str | None:
    """What a column of a report means, in one sentence or two; None if nobody has said it."""
    return definition_of(METRICS, report, name)


__all__ = [
    "ATTRIBUTES",
    "BY_ID",
    "DIRECTIONS",
    "METRICS",
    "SECTIONS",
    "Direction",
    "Metric",
    "column",
    "facts",
    "markdown",
    "names_on",
]

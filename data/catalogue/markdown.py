"""The whole of docs/metrics.md, made from the entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from data.catalogue.entry import Metric

DIRECTIONS = {"up": "up is good", "down": "down is good", "none": "no good or bad direction"}
_PREAMBLE = """# What each figure means

This page is made from `data/catalogue` by `make docs`.

- Times are UTC in files and in the chosen zone on screen; days, weeks and months follow the zone.
- The range selects by the event named as basis; what happened to the selected rows counts until the
  moment of the data (the end of the source's last good read), not until now.
- A rate is k ÷ n with its 95% interval (Wilson, z = 1.96, where nothing else is said). n = 0 is a
  dash, never 0%.
- A change of a rate, time or cost against the period before is a number only when its 95% interval
  leaves 0 out; that of a volume is told as counted.
"""


def markdown(sections: Mapping[str, tuple[Metric, ...]]) -> str:
    """One heading a section, one below it a figure."""
    return "\n".join([_PREAMBLE, *_lines(sections)])


def facts(metric: Metric) -> str:
    """Unit, direction and basis in one line."""
    return f"Unit: {metric.unit}, {DIRECTIONS[metric.direction]}. Basis: {metric.basis}."


def _lines(sections: Mapping[str, tuple[Metric, ...]]) -> Iterator[str]:
    for name, metrics in sections.items():
        yield f"## {name}\n"
        yield from map(_entry, metrics)


def _entry(metric: Metric) -> str:
    reports = ", ".join(f"`{name}`" for name in metric.reports)
    return f"### {metric.label}\n\n{metric.definition}\n\n{facts(metric)} In: {reports}.\n"

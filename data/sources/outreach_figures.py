"""Figures that the outreach server publishes about itself, kept for the reconciliation."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from data.errors import BadEnvelope


def figures_of(body: Any, *, what: str) -> dict[str, float]:
    """Every number of a figures object, under the vendor's own name.

    Nested ones are joined with a dot: `leads_by_status.placed`; in a list of dated or labelled
    counts the label is the name: `daily_send_volume.2026-11-20`. Raises BadEnvelope.
    """
    if not isinstance(body, dict):
        raise BadEnvelope(f"{what}: the answer is not an object.")
    return {
        _name(f"{name}.{label}" if label else name): number
        for name, value in body.items()
        for label, number in _numbers(value)
    }


def _name(text: str) -> str:
    """A name that any table can hold."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:200])


def _numbers(value: Any) -> Iterator[tuple[str, float]]:
    """(label, number) pairs; a plain number has the empty label."""
    pairs: list[tuple[Any, Any]] = [("", value)]
    if isinstance(value, dict):
        pairs = list(value.items())
    elif isinstance(value, list):
        rows = [row for row in value if isinstance(row, dict)]
        labelled = [(row.get("date") or row.get("status"), row.get("count")) for row in rows]
        pairs = [(str(label), number) for label, number in labelled if label]
    for label, number in pairs:
        if isinstance(number, int | float) and not isinstance(number, bool) and _is_sane(number):
            yield label, float(number)


def _is_sane(number: float) -> bool:
    return abs(number) < 1e15 and math.isfinite(number)

"""Whole worlds by number, and what somebody may ask of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data import schema
from data.arrow import append
from data.warehouse import Warehouse
from tests.fresh import fresh
from tests.independent.wild_world import indexing, outreach, podcast
from tests.independent.wild_world.drawing import AS_OF, ZONES, Draw, Row


def filled(path: Path, seed: int, *, is_kept: bool) -> Warehouse:
    """A warehouse of a seed's rows, read at AS_OF; its costly marts are views, or are kept."""
    warehouse = fresh(path)
    with warehouse.write() as connection:
        for table, rows in drawn(seed).items():
            append(connection, getattr(schema, table), rows)
    if is_kept:
        warehouse.keep_marts()
    return warehouse


def drawn(seed: int) -> dict[str, list[Row]]:
    """The rows of each table."""
    draw = Draw(seed)
    size = draw.choice((0, 1, 40, 90, 90, 90))  # nothing, one event only, or plenty
    made = podcast.orders(draw, size)
    links = podcast.slots(draw, made)
    tables = {
        "orders": made,
        "placements": links,
        "order_history": podcast.observations(draw, made),
    }
    tables |= {"webhook_events": podcast.failures(draw, made)}
    tables |= {"index_checks": podcast.looks(draw, links)}
    tables |= podcast.money(draw, made) | outreach.campaigns(draw)
    known, history = outreach.leads(draw, draw.choice((1, 30, 60, 60)))
    sent = outreach.mails(draw, known, draw.choice((1, 60, 140, 140)))
    tables |= {"leads": known, "lead_history": history, "attempts": sent}
    tables |= {"replies": outreach.replies(draw, sent, draw.choice((0, 1, 50, 50, 50)))}
    tables |= {"follow_ups": outreach.follow_ups(draw, sent)}
    tables |= {"suppressions": outreach.suppressions(draw)}
    tables |= indexing.workflow(draw, links)
    tables |= {"outreach_spend": outreach.spend(draw)}
    return tables | {"sync_runs": [_run(source) for source in ("podcast", "outreach")]}


def _run(source: str) -> Row:
    times = {"started_at": AS_OF, "finished_at": AS_OF}
    return {"run_id": source, "source": source, "status": "ok", **times}


def question(seed: int, number: int) -> dict[str, Any]:
    """Filters of a viewer: the first question of a world has none."""
    draw = Draw(1000 * seed + number)
    if number == 0:
        return {}
    asked: dict[str, Any] = {"zone": draw.choice(ZONES)}
    start = AS_OF.date() - timedelta(days=draw.choice((0, 6, 30, 90, 200)))
    if draw.random() < 0.6:
        asked |= {"start": start, "end": _end(draw, start)}
    if draw.random() < 0.4:
        asked["as_of"] = draw.moment()
    for name, values in (
        ("clients", ("cus_a", "cus_b")),
        ("packages", ("starter", "growth")),
        ("niches", ("saas",)),
        ("platforms", ("spotify", "own blog")),
        ("campaigns", ("c1", "c3")),
        ("senders", ("anna@us.example",)),
    ):
        if draw.random() < 0.15:
            asked[name] = tuple(draw.sample(values, draw.randint(1, len(values))))
    return asked


def _end(draw: Draw, start: date) -> date | None:
    return start + timedelta(days=draw.choice((0, 6, 60))) if draw.random() < 0.8 else None

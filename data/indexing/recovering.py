"""Fixed, try again: what may be sent once more, and when.

| why it is here | again |
|---|---|
| parked by the engine, by a quota or by us | by itself, when its time has come; or at once |
| key or key file | when the file is seen right; it is read at once |
| refused (400, 405, 422), not an owner | only by a person, who has mended something |
| unknown outcome | only by a person, ten minutes later |
| accepted, but not found indexed | only by a person who changed the page, ten minutes later |

The ten minutes are IndexNow's own rule, and hold for every campaign.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from data.indexing import key_files
from data.indexing.queueing import ACCEPTED
from data.schema import index_queue
from data.warehouse import Warehouse

_STUCK = ("parked", "refused", "unknown_outcome")


@dataclass(frozen=True)
class Again:
    """How many rows of the queue go again, and for how many hosts the key file is read anew."""

    queued: int
    hosts: int


def try_again(
    warehouse: Warehouse,
    campaign_id: str,
    keys: Collection[str] | None = None,
    *,
    also_accepted: bool = False,
) -> Again:
    """Queue once more what is stuck in a campaign, or of it the URLs with these SHA-256 `keys`.

    `also_accepted` is for pages that were changed since an engine took them; it needs `keys`.
    What may have arrived within the last ten minutes waits for the rest of them.
    """
    if also_accepted and keys is None:
        raise ValueError("what was accepted is sent again by name only")
    states = (*_STUCK, *ACCEPTED) if also_accepted else _STUCK
    chosen = [index_queue.c.campaign_id == campaign_id, index_queue.c.state.in_(states)]
    if keys is not None:
        chosen.append(index_queue.c.url_sha256.in_(list(keys)))
    with warehouse.write() as connection:
        hosts = list(
            connection.scalars(
                sa.select(index_queue.c.host).distinct().where(*chosen, _is_about_the_key())
            )
        )
        for host in hosts:
            key_files.look_again(connection, host)
        again = {"state": "queued", "reason": None, "not_before_at": None}
        queued = connection.execute(sa.update(index_queue).where(*chosen).values(again)).rowcount
    return Again(queued, len(hosts))


def _is_about_the_key() -> sa.ColumnElement[bool]:
    reasons = ("key", "key_file", "no_key", "bad_key", "key_pending")
    return index_queue.c.reason.in_(reasons)

"""When a submitted URL is looked up next, and which come first.

After acceptance a URL is due at 1 h, 24 h, 3 d, 7 d and 14 d (a setting), then every 14 days until
90 days have passed. The first look after a due time satisfies it and all that were missed before:
after a week without power there is one look, stamped with its real time, not three. A page found
indexed is looked up every 30 days, to notice when it falls out. A look that told nothing is tried
again after pauses that double up to a day, within the 90 days.

When fewer looks are allowed than are due, the one that narrows most goes first. Times to index
spread over orders of magnitude, so a gap is measured on a log scale: the URL whose last look lies
at the smallest share of its present age. One never looked up comes before all others, and of two
equal ones the younger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

REPEAT_EVERY = timedelta(days=14)
GIVEN_UP_AFTER = timedelta(days=90)
WATCH_EVERY = timedelta(days=30)
# A look that told nothing (a limit, a time-out) is tried again, but not at every sync.
AFTER_UNKNOWN = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Watched:
    """One URL under watch. A look counts when it told something, or that we may not look.

    `vain_tries` since the last look that counts told nothing, the last of them at `last_tried_at`.
    """

    url_sha256: str
    url_canonical: str
    accepted_at: datetime
    last_look_at: datetime | None = None
    last_tried_at: datetime | None = None
    is_indexed: bool = False
    vain_tries: int = 0


def next_look_at(watched: Watched, check_hours: Sequence[float]) -> datetime | None:
    """When the next look is due, in the past for one that was missed; None: never again."""
    looked_at = watched.last_look_at
    if watched.is_indexed and looked_at is not None:
        due = looked_at + WATCH_EVERY
    else:
        planned = _first_after(watched.accepted_at, looked_at, check_hours)
        if planned is None:
            return None
        due = planned
    if not watched.vain_tries or watched.last_tried_at is None:
        return due
    due = max(due, watched.last_tried_at + _pause_after(watched.vain_tries))
    is_over = not watched.is_indexed and due > watched.accepted_at + GIVEN_UP_AFTER
    return None if is_over else due


def _pause_after(vain_tries: int) -> timedelta:
    # The exponent is bounded: a timedelta is not.
    return min(AFTER_UNKNOWN * (1 << min(vain_tries - 1, 10)), LONGEST_PAUSE)


def due(watched: Sequence[Watched], check_hours: Sequence[float], now: datetime) -> list[Watched]:
    """The URLs to be looked up now, those first that a look narrows most."""
    ready = [
        each
        for each in watched
        if (at := next_look_at(each, check_hours)) is not None and at <= now
    ]
    return sorted(ready, key=lambda each: _narrowed(each, now))


def _first_after(
    accepted_at: datetime, looked_at: datetime | None, check_hours: Sequence[float]
) -> datetime | None:
    moments = [accepted_at + timedelta(hours=hours) for hours in check_hours]
    end = accepted_at + GIVEN_UP_AFTER
    while moments[-1] + REPEAT_EVERY <= end:
        moments.append(moments[-1] + REPEAT_EVERY)
    return next((at for at in moments if looked_at is None or at > looked_at), None)


def _narrowed(watched: Watched, now: datetime) -> tuple[bool, float, timedelta]:
    """Small for a look that narrows much; the watch over indexed pages comes last."""
    age = now - watched.accepted_at
    looked = (watched.last_look_at or watched.accepted_at) - watched.accepted_at
    return watched.is_indexed, looked / age if age else 0.0, age

"""The independent servers, with damage in what they answer.

`rows` damages only what stands inside a list or an object: each such row must be accounted for.
`anything` may damage the answer around them as well.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from tests.independent.answering import Answer
from tests.independent.outreach_server import OutreachServer
from tests.independent.podcast_server import PodcastServer
from tests.long.mutations import damaged, mutated, text_of

Mode = Literal["rows", "anything"]


class Damage:
    """What goes wrong, by a seed; counts damaged answers, and the rows sent in sound envelopes."""

    def __init__(self) -> None:
        self.begin(0, "rows")
        self.answers = 0

    def begin(self, seed: int, mode: Mode) -> None:
        self.mode, self.rng = mode, random.Random(seed)
        self.rows: Counter[str] = Counter()

    def apply(self, endpoint: str, body: Any, list_key: str | None) -> str:
        """The text to send for a sound answer, whose rows stand in a list, or which is one row."""
        self.answers += 1
        if self.mode == "anything" and self.rng.random() < 0.5:
            text = text_of(mutated(body, self.rng))
            return damaged(text, self.rng) if self.rng.random() < 0.1 else text
        if isinstance(body, list):
            changed = mutated(body, self.rng)
            self.rows[endpoint] += len(changed)
        elif list_key:
            changed = body | {list_key: mutated(body[list_key], self.rng)}
            self.rows[endpoint] += len(changed[list_key])
        else:
            changed = mutated(body, self.rng)
            self.rows[endpoint] += 1
        return text_of(changed)


class MutatingPodcast(PodcastServer):
    """Told of its damage by `damage`."""

    damage: Damage

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        status, body, headers = super().answer(steps, query)
        if status != 200:
            return status, body, headers
        endpoint = {("orders",): "list", ("account",): "account"}.get(tuple(steps), "")
        key = next((name for name in ("orders", "items") if name in body), None)
        endpoint = endpoint or ("report" if steps[-1] == "report" else "detail")
        return status, self.damage.apply(endpoint, body, key), headers


class MutatingOutreach(OutreachServer):
    """Told of its damage by `damage`; the list of campaigns stays whole.

    A campaign that it never had is not found.
    """

    damage: Damage

    def answer(self, steps: list[str], query: Mapping[str, str]) -> Answer:
        known = {row["id"] for row in self.world.campaigns}
        if steps[0] == "campaigns" and len(steps) > 1 and steps[1] not in known:
            return 404, {"detail": "Resource not found"}, {}
        status, body, headers = super().answer(steps, query)
        if status != 200 or isinstance(body, str) or steps == ["campaigns"]:
            return status, body, headers
        key = "leads" if "leads" in body else None
        return status, self.damage.apply(_endpoint(steps), body, key), headers


def _endpoint(steps: list[str]) -> str:
    if steps[0] == "campaigns" and len(steps) == 2:
        return "leads"
    return steps[-1]

"""Small damage to a JSON document, at places and of kinds that a generator of random numbers draws.

What JSON itself forbids or no two readers agree on (NaN, a key twice, half a character) cannot be
held by Python values: marks stand for it until the document is text.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

RAW = {
    "@nan@": "NaN",
    "@infinite@": "-Infinity",
    "@long@": "9" * 5_000,
    "@tiny@": "1e-999",
    "@twice@": '{"id": "a", "id": "b"}',
    "@half@": '"\\ud800"',
    "@nul@": '"a\\u0000b"',
}
JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 3, 2.5, 2**31, 2**63, -(2**63), 1e308, 0.1),
    *("", " ", "3", "3.0", "true", "null", "queued", "DELIVERED", "cus_1", "ord_0001", "=1+1"),
    *("2026-02-30T00:00:00Z", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00Z", "1772323200"),
    *("http://[", "javascript:alert(1)", "https://a.example/\u202e", "a@b.example", "x" * 70_000),
    *([], {}, [[]], [None], {"id": None}, {"id": {"id": []}}, [{"id": "x"}] * 3, "{", "\ufeff"),
)

Place = tuple[Any, Any]


def mutated(document: Any, rng: random.Random) -> Any:
    """A copy with one to three places changed; the document itself is never replaced."""
    changed = copy.deepcopy(document)
    for _ in range(rng.randint(1, 3)):
        if places := _places(changed):
            holder, key = rng.choice(places)
            rng.choice(_CHANGES)(holder, key, rng)
    return changed


def text_of(document: Any) -> str:
    """The document as JSON, its marks as what they stand for."""
    text = json.dumps(document)
    for mark, raw in RAW.items():
        text = text.replace(f'"{mark}"', raw)
    return text


def damaged(text: str, rng: random.Random) -> str:
    """No longer the JSON that it was: cut, doubled, begun or ended with something else."""
    cut = rng.randrange(len(text) + 1)
    return rng.choice((text[:cut], text + text[cut:], f"\ufeff{text}", f"{text}]", f"<p>{text}"))


def _places(document: Any) -> list[Place]:
    """Every container with every key or index in it, at any depth."""
    found: list[Place] = []
    waiting = [document]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        found.extend((holder, key) for key in keys)
        waiting.extend(holder[key] for key in keys if isinstance(holder[key], dict | list))
    return found


def _junk(rng: random.Random) -> Any:
    return copy.deepcopy(rng.choice((*JUNK, *RAW)))


def _replace(holder: Any, key: Any, rng: random.Random) -> None:
    holder[key] = _junk(rng)


def _remove(holder: Any, key: Any, rng: random.Random) -> None:
    del holder[key]


def _wrap(holder: Any, key: Any, rng: random.Random) -> None:
    holder[key] = rng.choice(([holder[key]], {"value": holder[key]}, json.dumps(holder[key])))


def _repeat(holder: Any, key: Any, rng: random.Random) -> None:
    """A row once more, or a value under another row's name."""
    if isinstance(holder, list):
        holder.insert(rng.randint(0, len(holder)), copy.deepcopy(holder[key]))
    else:
        holder[rng.choice(list(holder))] = copy.deepcopy(holder[key])


def _rename(holder: Any, key: Any, rng: random.Random) -> None:
    if isinstance(holder, dict):
        holder[rng.choice((str(key).upper(), f"{key} ", "surprise", ""))] = holder.pop(key)
    else:
        holder.insert(key, _junk(rng))


_CHANGES = (_replace, _replace, _replace, _remove, _wrap, _repeat, _rename)

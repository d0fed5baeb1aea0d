"""Order ids in the documented style: ``ord_`` and 19 characters, ten of time and nine of index.

The index can be read back from an id, so that one order of a million is found without a list.
"""

import re

import numpy as np

from data.sandbox.noise import Ints

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHAPE = re.compile(rf"ord_[{ALPHABET}]{{19}}")
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
_TIME_CHARS, _INDEX_CHARS = 10, 9
_SPACE = 1 << (5 * _INDEX_CHARS)
# Any odd factor has an inverse modulo a power of two; this one spreads neighbours far apart.
_FACTOR = 0x9E3779B97F5 | 1
_INVERSE = pow(_FACTOR, -1, _SPACE)


def _offset(seed: int) -> int:
    return (seed * 0x2545F4914F6CDD1D) % _SPACE


def _digits(values: Ints, chars: int) -> Ints:
    shifts = 5 * np.arange(chars - 1, -1, -1, dtype=np.int64)
    return (values[:, None] >> shifts) & 31


def encode(seed: int, index: Ints, created: Ints) -> list[str]:
    """The ids of orders, from their indexes and creation times in epoch seconds."""
    wide = index.astype(np.uint64) * np.uint64(_FACTOR) + np.uint64(_offset(seed))
    scattered = (wide % np.uint64(_SPACE)).astype(np.int64)
    digits = np.hstack([_digits(created * 1000, _TIME_CHARS), _digits(scattered, _INDEX_CHARS)])
    texts = np.ascontiguousarray(_LETTERS[digits]).view(f"S{_TIME_CHARS + _INDEX_CHARS}")
    return [f"ord_{text.decode()}" for text in texts.ravel().tolist()]


def index_of(seed: int, order_id: str) -> int | None:
    """The index hidden in an id, or None when the text is no id. Not every index has an order."""
    if not _SHAPE.fullmatch(order_id):
        return None
    scattered = 0
    for char in order_id[-_INDEX_CHARS:]:
        scattered = scattered * 32 + ALPHABET.index(char)
    return (scattered - _offset(seed)) * _INVERSE % _SPACE

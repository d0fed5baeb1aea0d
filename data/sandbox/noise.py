"""Random numbers that are pure functions of (seed, stream, index), computed for whole arrays.

A generator with state would have to be run from the start to know order 900,000. Hashing the index
instead gives any row at once and the same row always (SplitMix64, Steele, Lea and Flood 2014).
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def _mixed(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    words = (words ^ (words >> np.uint64(30))) * _MIX_1
    words = (words ^ (words >> np.uint64(27))) * _MIX_2
    return words ^ (words >> np.uint64(31))


class Noise:
    """Independent streams of numbers, one per name, all derived from one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, stream: str, index: Ints) -> NDArray[np.uint64]:
        """64 random bits per index."""
        key = np.array([zlib.crc32(stream.encode()) + (self._seed << 32)], dtype=np.uint64)
        return _mixed(index.astype(np.uint64) * _GOLDEN + _mixed(key + _GOLDEN))

    def uniform(self, stream: str, index: Ints) -> Floats:
        """Numbers in [0, 1)."""
        top: Floats = (self.bits(stream, index) >> np.uint64(11)).astype(np.float64)
        return top * 2.0**-53

    def normal(self, stream: str, index: Ints) -> Floats:
        """Standard normal numbers (Box-Muller)."""
        radius = np.sqrt(-2.0 * np.log1p(-self.uniform(stream + "/r", index)))
        turn: Floats = radius * np.cos(2.0 * np.pi * self.uniform(stream + "/t", index))
        return turn

    def lognormal(self, stream: str, index: Ints, median: Floats | float, sigma: float) -> Floats:
        """Positive numbers with the given median; ``sigma`` is the spread of their logarithm."""
        spread: Floats = np.exp(sigma * self.normal(stream, index)) * median
        return spread

    def choice(self, stream: str, index: Ints, weights: Floats) -> Ints:
        """Positions in ``weights``, drawn in proportion to them."""
        bounds = np.cumsum(weights) / np.sum(weights)
        drawn = np.searchsorted(bounds, self.uniform(stream, index), side="right")
        return np.minimum(drawn, len(weights) - 1).astype(np.int64)

"""How long a refused request waits before it is sent again (indexing contract, section 7)."""

from __future__ import annotations

from random import Random

LONGEST_WAIT = 60.0  # seconds; who asks for more is asked again by another run


def wait_before_retry(retry: int, random: Random, retry_after: float | None = None) -> float | None:
    """Seconds before retry number `retry` (from 1): 1-2, 2-3, 4-5 … up to 60.

    A larger Retry-After wins. None when it asks for more than LONGEST_WAIT: not in this run.
    """
    own = min(LONGEST_WAIT, 2.0 ** (retry - 1) + random.uniform(0, 1))
    wanted = max(own, retry_after or 0.0)
    return wanted if wanted <= LONGEST_WAIT else None

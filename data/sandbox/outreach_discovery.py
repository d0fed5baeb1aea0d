"""What a search for sites finds: the same fictional sites for the same keyword."""

from random import Random
from typing import NamedTuple

from data.sandbox.outreach_names import contact, site, site_title

# Sites of a search lie far behind those of any campaign, so they are new to it.
_FIRST_FOUND = 400_000


class Found(NamedTuple):
    """One opportunity with its scores between 0 and 1."""

    url: str
    domain: str
    title: str
    snippet: str
    email: str | None
    quality: float
    relevance: float
    likelihood: float
    words: int
    source: str


def discovered(seed: int, keyword: str, count: int) -> list[Found]:
    """``count`` opportunities, the best first."""
    rng = Random(f"{seed}/discover/{keyword}")
    first = _FIRST_FOUND + rng.randrange(100_000)
    found = [_one(rng, keyword, first + number) for number in range(count)]
    return sorted(found, key=lambda one: one.quality, reverse=True)


def _one(rng: Random, keyword: str, number: int) -> Found:
    host = site(number)
    quality = round(rng.betavariate(5, 3), 2)
    return Found(
        url=f"https://{host}/write-for-us",
        domain=host,
        title=site_title(host),
        snippet=f"We welcome guest articles about {keyword}.",
        email=contact(rng, host).email if rng.random() < 0.8 else None,
        quality=quality,
        relevance=round(rng.betavariate(6, 3), 2),
        likelihood=round(quality * rng.uniform(0.4, 1.0), 2),
        words=rng.randrange(300, 2400),
        source=rng.choice(("duckduckgo", "exa")),
    )

"""Intervals against published tables and against the equations that define them."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest
import sqlalchemy as sa

from tests.queries.podcast.worlds import PodcastWorld, Z

# Newcombe 1998 (Statistics in Medicine 17, 873-890), table II, method 10, 95 %.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]
COUNTS = [(1, 2), (3, 7), (118, 129), (1, 10**6), (999_999, 10**6), (5 * 10**8, 10**9)]
ENDS = [(0, 1), (1, 1), (0, 10**6), (10**6, 10**6), (0, 10**9)]


@pytest.mark.parametrize(("counts", "limits"), NEWCOMBE)
def test_the_limits_of_a_difference_are_those_newcombe_printed(
    world: PodcastWorld, counts: tuple[int, int, int, int], limits: tuple[float, float]
) -> None:
    k, n, k0, n0 = counts
    both = "rate(:k, :n), {}, rate(:k0, :n0), {}"
    own, other = (
        "wilson_low(:k, :n), wilson_high(:k, :n)",
        "wilson_low(:k0, :n0), wilson_high(:k0, :n0)",
    )
    arguments = both.format(own, other)
    asked = sa.text(f"select change_low({arguments}), change_high({arguments})")
    with world.warehouse.read() as connection:
        told = connection.execute(asked, {"k": k, "n": n, "k0": k0, "n0": n0}).one()
    assert [round(limit, 4) for limit in told] == list(limits)


@pytest.mark.parametrize(("k", "n"), COUNTS + ENDS)
def test_wilsons_limits_solve_wilsons_equation(world: PodcastWorld, k: int, n: int) -> None:
    """(k/n - p)² = z² p (1 - p) / n, solved in fifty digits: no digit is lost with large n."""
    low, high = _asked(world, k, n)
    with localcontext() as context:
        context.prec = 50
        p, z2 = Decimal(k) / n, Decimal(Z) ** 2
        root = (z2 * (p * (1 - p) / n + z2 / (4 * Decimal(n) ** 2))).sqrt()
        exact = [(p + z2 / (2 * n) + sign * root) / (1 + z2 / n) for sign in (-1, 1)]
    assert low == pytest.approx(float(exact[0]), rel=1e-9, abs=1e-15)
    assert high == pytest.approx(float(exact[1]), rel=1e-9, abs=1e-15)
    mirrored = _asked(world, n - k, n)
    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)


def _asked(world: PodcastWorld, k: int, n: int) -> tuple[float, float]:
    asked = sa.text("select wilson_low(:k, :n), wilson_high(:k, :n)")
    with world.warehouse.read() as connection:
        low, high = connection.execute(asked, {"k": k, "n": n}).one()
    return low, high


def test_the_error_function_is_exact_on_the_whole_line(world: PodcastWorld) -> None:
    points = [number / 50 for number in range(350)]
    asked = sa.text("select error_function(x) from (select unnest(cast(:points as double[])) as x)")
    with world.warehouse.read() as connection:
        told = connection.execute(asked, {"points": points}).scalars().all()
    assert told == pytest.approx([math.erf(x) for x in points], abs=1e-14)


@pytest.mark.parametrize(("urls", "days"), [(0, 0), (129, 1), (200, 1), (201, 2), (500, 3)])
def test_a_backlog_takes_the_days_that_google_grants(
    world: PodcastWorld, urls: int, days: int
) -> None:
    """200 requests a day; what is left of today counts as a day of its own."""
    asked = sa.text("select days_to_clear(:urls, 200, 200), days_to_clear(:urls, 0, 200)")
    with world.warehouse.read() as connection:
        assert tuple(connection.execute(asked, {"urls": urls}).one()) == (days, days)

"""The limiter against a simulated vendor that counts arrivals. Nothing here waits."""

from __future__ import annotations

import heapq
import threading
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from statistics import fmean

import pytest

from data.http import SlidingWindow
from tests.long.amounts import amount

LIMIT, WINDOW, WORKERS, REQUESTS = 60, 60.0, 4, 300
SEEDS = amount(200, long=1_000)
BOUND = WINDOW * ((REQUESTS - 1) // LIMIT)

Latency = Callable[[Random], float]
SHAPES: dict[str, Latency] = {
    "quick": lambda random: random.uniform(0.02, 0.2),
    "slow": lambda random: random.uniform(0.2, 3.0),
    "uneven": lambda random: random.choice([0.1] * 19 + [random.uniform(5, 25)]),
}


class HandClock:
    """Moves only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.epoch = datetime(2025, 3, 14)

    def now(self) -> datetime:
        return self.epoch + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class MemoryStore:
    def __init__(self) -> None:
        self.held: Sequence[datetime] = []
        self.writes = 0

    def load(self) -> Sequence[datetime]:
        return self.held

    def save(self, frees_at: Sequence[datetime]) -> None:
        self.held, self.writes = list(frees_at), self.writes + 1


def simulate(
    limiter: SlidingWindow, clock: HandClock, random: Random, latency: Latency, until: float
) -> list[float]:
    """Arrivals at the vendor until that time or until all requests are answered."""
    arrivals: list[float] = []
    agenda = [(clock.seconds, worker, "ask") for worker in range(WORKERS)]
    while agenda and agenda[0][0] < until:
        clock.seconds, worker, step = heapq.heappop(agenda)
        if step == "answered":
            limiter.give_back()
        if len(arrivals) == REQUESTS:
            continue
        if wait := limiter.take():
            heapq.heappush(agenda, (clock.seconds + wait, worker, "ask"))
        else:
            answered_at = clock.seconds + latency(random)
            arrivals.append(random.uniform(clock.seconds, answered_at))
            heapq.heappush(agenda, (answered_at, worker, "answered"))
    return arrivals


def busiest_minute(arrivals: list[float]) -> int:
    times = sorted(arrivals)
    return max(bisect_left(times, time + WINDOW) - n for n, time in enumerate(times))


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_no_minute_sees_more_than_the_limit_and_little_time_is_lost(
    shape: str, record_property: Callable[[str, object], None]
) -> None:
    finishes = []
    for seed in range(SEEDS):
        clock = HandClock()
        limiter = SlidingWindow(LIMIT, WINDOW, clock)
        arrivals = simulate(limiter, clock, Random(seed), SHAPES[shape], float("inf"))
        assert len(arrivals) == REQUESTS
        assert busiest_minute(arrivals) == LIMIT
        finishes.append(clock.seconds)
    assert fmean(finishes) <= 1.15 * BOUND + 5
    record_property(f"of {SEEDS} runs the mean finish, s", round(fmean(finishes), 1))


@pytest.mark.long
@pytest.mark.parametrize("shape", SHAPES)
def test_a_crash_in_mid_window_frees_no_slot(shape: str) -> None:
    for seed in range(SEEDS):
        random, clock, store = Random(seed), HandClock(), MemoryStore()
        arrivals: list[float] = []
        for crash_at in (random.uniform(1, 70), random.uniform(70, 140), float("inf")):
            limiter = SlidingWindow(LIMIT, WINDOW, clock, store)
            arrivals += simulate(limiter, clock, random, SHAPES[shape], crash_at)
        assert busiest_minute(arrivals) <= LIMIT


def test_slots_are_on_record_before_they_are_used() -> None:
    clock, store = HandClock(), MemoryStore()
    limiter = SlidingWindow(LIMIT, WINDOW, clock, store)
    for taken in range(1, LIMIT + 1):
        assert limiter.take() == 0.0
        assert len(store.held) >= taken
    assert store.writes == LIMIT // 3


def test_slots_written_ahead_and_long_unused_are_written_again_before_use() -> None:
    clock, store = HandClock(), MemoryStore()
    limiter = SlidingWindow(LIMIT, WINDOW, clock, store)
    arrivals = []
    for pause in (0, 121, 0):
        clock.sleep(pause)
        with limiter.slot():
            arrivals.append(clock.seconds)
    after_the_kill = SlidingWindow(LIMIT, WINDOW, clock, store)
    while not after_the_kill.take():
        arrivals.append(clock.seconds)
    assert busiest_minute(arrivals) <= LIMIT


def test_a_slot_taken_just_before_its_record_is_renewed_is_held_to_its_end() -> None:
    clock, store = HandClock(), MemoryStore()
    limiter = SlidingWindow(LIMIT, WINDOW, clock, store)
    limiter.take()
    clock.sleep(4.9)
    limiter.take()
    clock.sleep(59.9 + WINDOW)
    arrived_late = SlidingWindow(LIMIT, WINDOW, clock, store)
    assert sum(not arrived_late.take() for _ in range(LIMIT)) < LIMIT


def test_a_clean_stop_leaves_the_exact_state() -> None:
    clock, store = HandClock(), MemoryStore()
    limiter = SlidingWindow(LIMIT, WINDOW, clock, store)
    with limiter.slot():
        clock.sleep(2)
    limiter.close()
    assert store.held == [clock.epoch + timedelta(seconds=2 + WINDOW)]


def test_a_wall_clock_set_back_holds_nothing_for_longer_than_the_worst_case() -> None:
    clock, store = HandClock(), MemoryStore()
    store.held = [clock.epoch + timedelta(days=400)]
    assert 0 < SlidingWindow(1, WINDOW, clock, store).take() <= 125


def test_a_slot_is_free_one_window_after_the_response_not_after_the_send() -> None:
    clock = HandClock()
    limiter = SlidingWindow(1, WINDOW, clock)
    with limiter.slot():
        clock.sleep(7)
    assert limiter.take() == WINDOW


def test_a_failed_request_holds_its_slot_too() -> None:
    limiter = SlidingWindow(1, WINDOW, HandClock())
    with pytest.raises(OSError), limiter.slot():
        raise OSError
    assert limiter.take() == WINDOW


class EagerRivalClock(HandClock):
    """While the first caller sleeps, a rival wakes up at the very same moment and asks first."""

    rival: Callable[[], float] | None = None
    answered: float | None = None

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.rival is not None:
            self.answered = self.rival()


def test_a_person_who_waits_goes_before_the_background() -> None:
    clock = EagerRivalClock()
    limiter = SlidingWindow(1, WINDOW, clock)
    with limiter.slot():
        pass
    clock.rival = limiter.take
    with limiter.slot(urgent=True):
        assert clock.answered is not None and clock.answered > 0


def test_threads_share_one_window() -> None:
    limiter = SlidingWindow(LIMIT, WINDOW, HandClock())
    taken: list[float] = []
    threads = [
        threading.Thread(target=lambda: taken.extend(limiter.take() for _ in range(30)))
        for _ in range(WORKERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken.count(0.0) == LIMIT

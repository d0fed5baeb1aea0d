"""A vendor that is down is not asked again and again."""

from __future__ import annotations

from random import Random

import pytest

from data.errors import NotFound, ServerFault, SourceError
from data.http import Fault, RetryPolicy
from data.http.breaker import ONE_CHANCE, Breaker
from tests.http.bench import OK, Bench, bench

DOWN = {"status": 500, "times": 6}


def ask(b: Bench, path: str, *outcomes: type[SourceError]) -> int:
    """How many attempts the call took; it ends with one of these errors, if any."""
    before = b.client.requests_sent
    if outcomes:
        with pytest.raises(outcomes):
            b.client.request("GET", path)
    else:
        b.client.request("GET", path)
    return b.client.requests_sent - before


def test_after_a_series_in_vain_everything_gets_one_attempt_until_something_answers() -> None:
    with bench(DOWN, {"status": 503}, {"status": 502}, OK, {"status": 500}, OK) as b:
        tries = [ask(b, f"/things/{n}", ServerFault) for n in range(3)]
        tries += [ask(b, "/up"), ask(b, "/others")]
    assert tries == [6, 1, 1, 1, 2]


def test_an_endpoint_that_stays_broken_costs_its_series_once() -> None:
    with bench(DOWN, OK, {"status": 500}, OK, OK, {"status": 500}, OK) as b:
        tries = [ask(b, "/broken", ServerFault), ask(b, "/fine"), ask(b, "/broken", ServerFault)]
        tries += [ask(b, "/fine"), ask(b, "/broken"), ask(b, "/broken")]
    assert tries == [6, 1, 1, 1, 1, 2]


def test_a_refusal_is_an_answer() -> None:
    with bench(DOWN, {"status": 404}, {"status": 500}, OK) as b:
        tries = [ask(b, "/a", ServerFault), ask(b, "/b", NotFound), ask(b, "/c")]
    assert tries == [6, 1, 2]


def test_a_connection_that_died_with_the_failure_before_is_no_second_failure() -> None:
    with bench(DOWN, {"action": "rst"}, OK) as b:
        assert (ask(b, "/a", ServerFault), ask(b, "/b")) == (6, 2)
        assert b.clock.sleeps[-1] == 0


def test_a_write_keeps_all_its_attempts() -> None:
    with bench(DOWN, {"status": 500}, OK) as b:
        ask(b, "/a", ServerFault)
        assert b.client.request("POST", "/a", body={}).requests == 2


@pytest.mark.parametrize("seed", range(200))
def test_however_reads_fail_none_gets_more_than_its_usual_attempts(seed: int) -> None:
    random, breaker, usual = Random(seed), Breaker(), RetryPolicy({Fault.SERVER: 6})
    is_down = False
    for _ in range(50):
        endpoint, fault = random.choice("abc"), random.choice([None, Fault.SERVER, Fault.FINAL])
        allowed = breaker.policy(endpoint, usual)
        assert allowed in (usual, ONE_CHANCE)
        assert allowed is ONE_CHANCE or not is_down
        breaker.note(endpoint, fault)
        is_down = fault is Fault.SERVER

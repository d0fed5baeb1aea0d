"""How often a visitor may knock."""

from __future__ import annotations

from pages.http.gate import Gate


class Seconds:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_knock_counts_for_its_time_alone() -> None:
    clock = Seconds()
    gate = Gate(2, 60.0, clock)
    assert [gate.admits("ann") for _ in range(3)] == [True, True, False]
    clock.now = 59.9
    assert not gate.admits("ann")
    clock.now = 60.0
    assert gate.admits("ann")


def test_one_visitor_keeps_no_other_out() -> None:
    gate = Gate(1, 60.0, Seconds())
    assert gate.admits("ann") and not gate.admits("ann")
    assert gate.admits("bob")

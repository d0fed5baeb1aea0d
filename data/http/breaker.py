"""Asks a vendor that is down once instead of six times: a circuit breaker in its simplest form.

A request that failed to its last attempt tells more than of itself. So the next one gets a single
attempt, whatever it asks for, until anything is answered; and the endpoint that failed does until
it answers itself. Nine broken endpoints of one campaign cost 6 + 8 requests instead of 54, and one
endpoint that is broken for all campaigns costs 6 + 1 + 1 + … beside its healthy neighbours.
"""

from __future__ import annotations

from data.http.retry import Fault, RetryPolicy

# A reset may only mean that the failure before took the kept-alive connection with it.
ONE_CHANCE = RetryPolicy({Fault.RESET: 2, Fault.THROTTLED: 6}, at_once=frozenset({Fault.RESET}))

# An answer of any kind, a 429 included, comes from a server that is up.
_NO_ANSWER = frozenset({Fault.CONNECT, Fault.RESET, Fault.TRANSPORT, Fault.SERVER, Fault.BODY})


class Breaker:
    """Remembers which endpoints of one vendor failed to the last attempt.

    Its policy is for reads: a write whose outcome is unknown is not to be given up sooner.
    """

    def __init__(self) -> None:
        self._is_open = False
        self._failing: set[str] = set()

    def policy(self, endpoint: str, usual: RetryPolicy) -> RetryPolicy:
        """How often the endpoint may be tried now."""
        return ONE_CHANCE if self._is_open or endpoint in self._failing else usual

    def note(self, endpoint: str, fault: Fault | None) -> None:
        """How the last attempt at the endpoint ended; None is a good answer."""
        self._is_open = fault in _NO_ANSWER
        (self._failing.add if self._is_open else self._failing.discard)(endpoint)

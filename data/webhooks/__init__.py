"""Events that Podcast Backlinks sends us: verify, store, acknowledge; apply afterwards.

    signatures  is a body signed with one of our secrets
    inbox       the append-only table that every authentic body goes to before we say 200
    events      one stored body as an event, or why it cannot be one
    judging     which events count: nothing moves a tenant or swaps one end for another
    folding     all events of an order, whatever order they came in, as one state
    applying    a batch of events into orders, slots and history, in one transaction
    pending     batch after batch, by the single writer; one bad event holds up no other
    applier     the thread that does so soon after the answer

Podcast Backlinks contract 3.6. Events only make things faster: every sync reads the open orders, so
a lost one costs delay and no truth.
"""

from data.webhooks.applier import Applier
from data.webhooks.applying import AppliedEvents
from data.webhooks.inbox import NOT_STORED, Arrival, Verdict, receive, store
from data.webhooks.pending import apply_pending

__all__ = [
    "NOT_STORED",
    "AppliedEvents",
    "Applier",
    "Arrival",
    "Verdict",
    "apply_pending",
    "receive",
    "store",
]

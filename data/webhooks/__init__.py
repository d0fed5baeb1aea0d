"""Events that Podcast Backlinks sends us: verify, store, acknowledge; apply afterwards.

    signatures  is a body signed with one of our secrets
    inbox       the append-only table that every authentic body goes to before we say 200
    events      one stored body as an event, or why it cannot be one
    judging     which events count: nothing moves a tenant or swaps one end for another
    folding     all events of an order, whatever order they came in, as one state
    applying    pending events into orders, slots and history, by the single writer
    applier     the thread that does so soon after the answer

Podcast Backlinks contract 3.6. Events only make things faster: every sync reads the open orders, so
a lost one costs delay and no truth.
"""

from data.webhooks.applier import Applier
from data.webhooks.applying import AppliedEvents, apply_pending
from data.webhooks.inbox import Verdict, receive, store

__all__ = ["AppliedEvents", "Applier", "Verdict", "apply_pending", "receive", "store"]

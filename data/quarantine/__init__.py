"""Rows that were not accepted, and the way back for those that can be read by now.

held      the rows of the quarantine, with their raw texts
ways      by table: which reader takes such a row, and which statement stores it
events    bodies of webhooks: back into the line of events that wait to be applied
retrying  one or many rows once more, and what became of each
"""

from data.quarantine.held import Held, held, ids_of, raw_of
from data.quarantine.retrying import Retried, retry

__all__ = ["Held", "Retried", "held", "ids_of", "raw_of", "retry"]

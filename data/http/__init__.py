"""HTTP to a vendor: `HttpClient` with its limiter, clock and retry tables.

    client      one request: prepare, limit, send, try again, record
    transport   one exchange of bytes, bounded in time and size
    deadlines   connections that end with the time of the whole request
    vendor      what differs from vendor to vendor
    verdict     what a reply means, and the sentence that says so
    faults      what it means when no complete reply came
    retry       what is tried again, how often, after how long
    breaker     that a vendor that is down is not tried again and again
    limiter     at most so many requests in any window
    redaction   what must not be read in a log or an error
    clock       time, passed in

Knows no vendor: a source brings its `Vendor` (names, settings, reader of error bodies).
"""

from data.http.client import Answer, HttpClient, RequestRecord
from data.http.clock import SYSTEM_CLOCK, Clock, SystemClock
from data.http.limiter import SlidingWindow, SlotStore
from data.http.retry import KEYED_WRITE, READ, UNKEYED_WRITE, Fault, RetryPolicy
from data.http.transport import Timeouts
from data.http.vendor import ErrorReader, Vendor, VendorError

__all__ = [
    "KEYED_WRITE",
    "READ",
    "SYSTEM_CLOCK",
    "UNKEYED_WRITE",
    "Answer",
    "Clock",
    "ErrorReader",
    "Fault",
    "HttpClient",
    "RequestRecord",
    "RetryPolicy",
    "SlidingWindow",
    "SlotStore",
    "SystemClock",
    "Timeouts",
    "Vendor",
    "VendorError",
]

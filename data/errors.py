"""Everything that can go wrong, as one tree.

    LinkboardError                 every message is one sentence for people: what, where, the mend
    ├── SettingsError              a setting is missing or cannot be read
    ├── SourceError                a vendor's API could not be read; the sync goes on with the next
    │   ├── Unreachable            refused, reset, DNS, time-out, cut body: after the last attempt
    │   ├── Refused                401 or 403: the key or token was not accepted; never retried
    │   ├── RateLimited            429 to the last attempt
    │   ├── Postponed              the vendor asked us to come back later than we may wait
    │   ├── ServerFault            5xx to the last attempt
    │   ├── BadEnvelope            an answer without the list or object it should hold
    │   ├── BadBody                not JSON, not UTF-8, too large, an error inside a 200
    │   ├── PagingFault            a cursor loop, or pages that bring nothing new
    │   └── Rejected               any other 4xx: an answer, not a fault
    │       └── NotFound           404 on one object
    ├── WarehouseError             the database file could not be opened, written or read
    │   ├── WarehouseBusy          another process holds the file
    │   ├── WarehouseNewer         the file was written by a newer Linkboard
    │   ├── WarehouseDamaged       the file or its write-ahead log cannot be read
    │   ├── WarehouseFull          the disk has no room for it
    │   └── WarehouseFallen        DuckDB gave up on the open database; it is being opened again
    ├── EntriesRefused             rows that a user entered cannot be stored: one sentence a row
    ├── ReportError                an unknown report, filter, format, name or file was asked for
    └── AccessDenied               the signed-in identity may not see this

Catch LinkboardError at the edge (page, command, route); catch a leaf where you can act on it.
"""

from __future__ import annotations


class LinkboardError(Exception):
    """Base of all errors whose text may be shown to a user.

    `is_usage` is true when the user's words were wrong, not the world.
    """

    is_usage = False

    @property
    def message(self) -> str:
        return str(self.args[0]) if self.args else type(self).__name__


class SettingsError(LinkboardError):
    """A setting is missing or cannot be read."""


class SourceError(LinkboardError):
    """A vendor's API could not be read.

    `reason` is a stable word for tables and tests (`unreachable`, `bad_envelope`, …), `status` the
    HTTP status if there was an answer, `code` and `request_id` what the vendor said of it.
    """

    reason = "source_error"

    def __init__(
        self,
        message: str,
        *,
        reason: str | None = None,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason or type(self).reason
        self.status = status
        self.code = code
        self.request_id = request_id


class Unreachable(SourceError):
    """Refused, reset, DNS, time-out or a cut body, after the last attempt."""

    reason = "unreachable"


class Refused(SourceError):
    """The key or token was not accepted. Never retried: a wrong key does not mend itself."""

    reason = "unauthenticated"


class RateLimited(SourceError):
    """The vendor still answered 429 at the last attempt."""

    reason = "rate_limited"


class Postponed(SourceError):
    """The vendor asked for a longer pause than a sync may wait."""

    reason = "postponed"


class ServerFault(SourceError):
    """The vendor still answered 5xx at the last attempt."""

    reason = "server_error"


class BadEnvelope(SourceError):
    """The answer is JSON, but holds no list or object where one must be."""

    reason = "bad_envelope"


class BadBody(SourceError):
    """The answer is not readable JSON, or an error inside a 200."""

    reason = "bad_body"


class PagingFault(SourceError):
    """The pages run in a circle or bring nothing new; rows read so far are kept."""

    reason = "cursor_loop"


class Rejected(SourceError):
    """Any other 4xx: the vendor understood and said no."""

    reason = "rejected"


class NotFound(Rejected):
    """404 on one object; the object is flagged and the sync goes on."""

    reason = "not_found"


class WarehouseError(LinkboardError):
    """The database file could not be opened, written or read."""


class WarehouseBusy(WarehouseError):
    """Another process holds the database file."""


class WarehouseNewer(WarehouseError):
    """The file was written by a newer version of Linkboard."""


class WarehouseDamaged(WarehouseError):
    """The file or its write-ahead log cannot be read as it is."""


class WarehouseFull(WarehouseError):
    """The disk has no room for what is to be written."""


class WarehouseFallen(WarehouseError):
    """DuckDB gave up on the open database after a fatal error; the next use opens it again."""


class EntriesRefused(LinkboardError):
    """Rows that a user entered cannot be stored; `sentences` says why, one for each row."""

    is_usage = True

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class ReportError(LinkboardError):
    """An unknown report, grouping, filter, format or file was asked for."""

    is_usage = True


class AccessDenied(LinkboardError):
    """The signed-in identity may not see this."""

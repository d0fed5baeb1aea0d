"""Reading one campaign part by part: a part that fails is named, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from data.errors import BadEnvelope, NotFound, Postponed, RateLimited, SourceError, Unreachable
from data.http.redaction import Redactor
from data.sources.outreach_calls import OutreachCalls
from data.sources.outreach_listing import (
    CAMPAIGNS,
    Listing,
    ListKind,
    add_missing,
    check_cap,
    check_count,
    needs_proof,
)

T = TypeVar("T")
_HOPELESS = 3
_SHOWN = Redactor()


@dataclass(slots=True)
class CampaignRows:
    """Everything of one campaign.

    `campaign` is the campaign object without its leads ({} if it could not be read), `analytics`
    the server's own figures by name (see `figures_of`), `gone` True when the server no longer
    knows the campaign; then nothing else was asked. `failures` name what could not be read: its
    rows are missing here and must stay as they are in the warehouse.
    """

    campaign: dict[str, Any] = field(default_factory=dict)
    leads: Listing = field(default_factory=Listing)
    attempts: Listing = field(default_factory=Listing)
    follow_ups: Listing = field(default_factory=Listing)
    replies: Listing = field(default_factory=Listing)
    analytics: dict[str, float] = field(default_factory=dict)
    gone: bool = False
    failures: list[SourceError] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """The warnings of all four lists."""
        lists = (self.leads, self.attempts, self.follow_ups, self.replies)
        return [warning for listing in lists for warning in listing.warnings]


class CampaignReading:
    """Collects the parts of one campaign.

    Raises only what makes going on pointless: a refused token, a long pause asked for, or a third
    part in a row that got no answer.
    """

    def __init__(self, calls: OutreachCalls, campaign_id: str, name: object) -> None:
        self.calls = calls
        self.ids = {"campaign_id": campaign_id}
        # A name is foreign text and ends up in messages: one short line, without addresses.
        title = _SHOWN.excerpt(name, 80) if isinstance(name, str) and name.strip() else campaign_id
        self.title = f'campaign "{title}"'
        self.failures: list[SourceError] = []
        self.is_gone = False
        self._unanswered = 0

    def part(self, noun: str, read: Callable[[str], T]) -> T | None:
        """`read(what)`, or None with the failure noted; `what` names the part in sentences."""
        what = f"{noun} of {self.title}"
        try:
            value = read(what)
        except SourceError as error:
            self._note(error, what)
            return None
        self._unanswered = 0
        return value

    def details(self, path: str) -> dict[str, Any]:
        """The campaign object, {} if it could not be read; a 404 sets `is_gone`."""

        def read(what: str) -> dict[str, Any]:
            try:
                found = _campaign_in(self.calls.get(path, ids=self.ids), what)
            except NotFound:
                self.is_gone = True
                return {}
            if CAMPAIGNS.key_of(found) not in (None, self.ids["campaign_id"]):
                raise BadEnvelope(f"{what}: the answer is another campaign.")
            return found

        return self.part("details", read) or {}

    def listing(
        self, noun: str, path: str, *, key: str | None = None, **params: Any
    ) -> Listing | None:
        """A list of the campaign, None if it could not be read."""

        def read(what: str) -> Listing:
            return self.calls.listing(path, what=what, key=key, ids=self.ids, **params)

        return self.part(noun, read)

    def figures(self, noun: str, path: str) -> dict[str, float]:
        """The server's own figures of the campaign, {} if there are none or they failed."""

        def read(what: str) -> dict[str, float]:
            return self.calls.figures(path, what=what, ids=self.ids)

        return self.part(noun, read) or {}

    def export(self, kind: ListKind, path: str) -> list[Any] | None:
        """The rows of a CSV export, None if there is none or it could not be read."""

        def read(what: str) -> list[Any] | None:
            return self.calls.export(path, kind, what=what, ids=self.ids)

        return self.part(f"export of the {kind.name}", read)

    def proven(
        self,
        listing: Listing | None,
        kind: ListKind,
        path: str,
        *,
        counted: int | None = None,
        are_caps_known: bool = False,
        otherwise: Callable[[], Listing | None] | None = None,
    ) -> Listing:
        """The list, completed from the CSV export at `path` if nothing proves it complete.

        A list that could not be read at all is taken from the export alone. `otherwise` reads
        another list of the same rows and is asked where there is no export.
        """
        if listing and not needs_proof(listing, counted, are_caps_known=are_caps_known):
            listing.announce(len(listing.rows), counted)
            return listing
        more = {"the CSV export": self.export(kind, path)}
        if more["the CSV export"] is None and otherwise is not None:
            other = otherwise()
            more["another list"] = None if other is None else other.rows
        return self.completed(listing or Listing(), kind, more, counted)

    def completed(
        self,
        listing: Listing,
        kind: ListKind,
        more: Mapping[str, list[Any] | None],
        counted: int | None,
    ) -> Listing:
        """Fill `listing` up from `more` (name of the place -> its rows), best place first.

        Notes where rows were added, and when some are still missing or may be.
        """
        what, had = f"{kind.name} of {self.title}", len(listing.rows)
        read = {by: rows for by, rows in more.items() if rows is not None}
        helped = [by for by, rows in read.items() if add_missing(listing, rows, kind)]
        if helped:
            held, by = len(listing.rows), " and ".join(helped)
            listing.warnings.append(f"{what}: list stops at {had} of {held}; completed from {by}.")
        elif counted != had and not read:
            check_cap(listing, what=what)
        check_count(listing, counted, what=what)
        return listing

    def _note(self, error: SourceError, what: str) -> None:
        no_answer = isinstance(error, Unreachable | RateLimited)
        self._unanswered = self._unanswered + 1 if no_answer else 0
        is_hopeless = self._unanswered >= _HOPELESS or error.status == 401
        if is_hopeless or isinstance(error, Postponed):
            raise error
        self.failures.append(_named(error, what))


def read_campaign(
    calls: OutreachCalls,
    campaign: dict[str, Any],
    read_parts: Callable[[CampaignReading, dict[str, Any]], CampaignRows],
) -> CampaignRows:
    """The campaign object first, then what `read_parts` reads beside it.

    An object without an id is a failure of its own, and one that is gone is not asked further.
    """
    campaign_id = CAMPAIGNS.key_of(campaign)
    if campaign_id is None:
        return CampaignRows(failures=[BadEnvelope("A campaign without an id cannot be read.")])
    reading = CampaignReading(calls, campaign_id, campaign.get("name"))
    detail = reading.details("/campaigns/{campaign_id}")
    if reading.is_gone:
        return CampaignRows(gone=True)
    rows = read_parts(reading, detail)
    rows.campaign = {name: value for name, value in detail.items() if name != "leads"}
    rows.failures = reading.failures
    return rows


def _campaign_in(body: Any, what: str) -> dict[str, Any]:
    """The campaign object, also where it stands inside an envelope such as `campaign` or `data`.

    Some servers answer with the leads alone.
    """
    if isinstance(body, list):
        return {"leads": body}
    if not isinstance(body, dict):
        raise BadEnvelope(f"{what}: the answer is not an object.")
    if CAMPAIGNS.key_of(body) is not None:
        return body
    inner = [value for value in body.values() if isinstance(value, dict)]
    return {**body, **inner[0]} if len(inner) == 1 else body


def _named(error: SourceError, what: str) -> SourceError:
    """The same error, saying which part of which campaign it hit."""
    if error.message.startswith(what):
        return error
    return type(error)(
        f"{what[:1].upper()}{what[1:]}: {error.message}",
        reason=error.reason,
        status=error.status,
        code=error.code,
        request_id=error.request_id,
    )

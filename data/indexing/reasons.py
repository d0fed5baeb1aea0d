"""What a reason means, in one sentence, with the mend where a person can do something."""

from __future__ import annotations

from datetime import datetime

from data.indexing.collecting import Entry
from data.indexing.page_checks import PageCheck
from data.indexing.refusals import sentence

_SENTENCES = {
    "not_checked": "Nobody has looked at this page yet; switch INDEXING__FETCH on to let "
    "Linkboard look.",
    "no_key": "Its host has no IndexNow key here. Only who serves the host can submit it: send the "
    "publisher the URL, or link it from a page of your own and submit that.",
    "bad_key": "The IndexNow key of its host is malformed: 8 to 128 letters, digits or dashes.",
    "google_off": "No Google service account is set.",
    "not_own_property": "The page lies in none of your Search Console properties.",
    "content_kind": "Google's Indexing API takes no PDF and no image.",
    "no_allowed_markup": "Google's Indexing API is for pages with JobPosting or BroadcastEvent "
    "markup only.",
    "canonical_elsewhere": "The page names another as its canonical; engines index that one.",
    "robots_unreachable": "The site's robots.txt cannot be read now; looked at again later.",
    "http_429": "The host is busy; looked at again later.",
}


def of_duplicate(entry: Entry) -> str:
    """A repeat costs quota and gains nothing."""
    return f"The same page stands in row {entry.duplicate_of}."


def of_submitted(state: str) -> str:
    """A URL goes to an engine once a campaign; what comes after is the recovery queue's."""
    return f"This campaign has submitted it before ({state.replace('_', ' ')})."


def of_indexed(engine: str | None, method: str | None, seen_at: datetime | None) -> str:
    """Every statement on an index names engine, method and time, as far as known."""
    where = f"in the index of {engine}" if engine else "indexed, engine not named"
    when = f" on {seen_at:%Y-%m-%d %H:%M} UTC" if seen_at else ""
    return f"Last seen {where}{when} ({method or 'unknown method'})."


def of_state(state: str, reason: str, check: PageCheck | None) -> str:
    """The sentence of an engine's state; the page check names places and lines."""
    if state == "noindex" and check:
        places = dict.fromkeys(filter(None, (check.google_noindex, check.bing_noindex)))
        return f"The page forbids indexing ({', '.join(places)})."
    if state == "crawl_blocked" and check:
        line = check.google_line or check.bing_line
        by = f" ({line})" if line else ""
        return f"robots.txt keeps the engine out{by}; it may still index the bare address."
    if reason.startswith("http_") and reason not in _SENTENCES:
        return f"The page answers {reason.removeprefix('http_')}."
    if reason == "canonical_elsewhere" and check:
        return f"The page stands back for {check.canonical_elsewhere}; engines index that one."
    return _SENTENCES.get(reason) or sentence(reason) or reason.replace("_", " ")

"""What a page tells engines about itself: noindex, canonical, and markup that Google's API is for.

Read from headers and HTML; nothing of the page itself is kept. lxml's event parser takes hostile
HTML in linear time (html.parser of Python 3.11 and tree builders do not) and builds no tree.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from data import strict_json
from data.errors import BadBody
from data.indexing import urls
from data.indexing.fetching import Fetched
from data.indexing.refusals import RefusedUrl

GOOGLE, BING = frozenset(("googlebot",)), frozenset(("bingbot", "msnbot"))

_FORBIDS = frozenset(("noindex", "none"))
# Rules of X-Robots-Tag that have a value; any other word before a colon is an agent.
_VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_KINDS = (
    (re.compile(r"text/html|application/xhtml\+xml"), "html"),
    (re.compile(r"application/pdf"), "pdf"),
    (re.compile(r"image/"), "image"),
    (re.compile(r"text/"), "text"),
)
_CHARSETS = re.compile(
    r"utf-?8|utf-16(?:le|be)?|us-ascii|iso-8859-(?:[1-9]|1[0134-6])|windows-125[0-8]|koi8-[ru]"
    r"|shift_jis|euc-(?:jp|kr)|gb(?:k|2312|18030)|big5",
    re.IGNORECASE,
).fullmatch
_LINK_HEADER = re.compile(r"<([^>]*)>([^,<]*)")


@dataclass(frozen=True, slots=True)
class PageSignals:
    """`*_noindex` names the place that forbids indexing, `google_markup` the type that was found.

    `canonical_elsewhere` is the canonical URL of another page that stands for this one.
    """

    content_kind: str
    google_noindex: str | None = None
    bing_noindex: str | None = None
    canonical_elsewhere: str | None = None
    google_markup: str | None = None


def read(asked: str, answer: Fetched) -> PageSignals:
    """The signals of an answer of status 200 to a request for the canonical URL `asked`."""
    kind = content_kind(answer.headers.get("Content-Type"), answer.body)
    page = _parsed(answer) if kind == "html" else _Page()
    tags = answer.headers.getlist("X-Robots-Tag")
    return PageSignals(
        kind,
        _noindex(page, tags, GOOGLE),
        _noindex(page, tags, BING),
        _elsewhere(asked, answer, page),
        google_markup(page.documents()),
    )


def content_kind(content_type: str | None, body: bytes = b"") -> str:
    """`html`, `pdf`, `image`, `text` or `other`; without a type the first bytes decide."""
    if not content_type:
        return "html" if body[:200].lstrip()[:1] == b"<" else "other"
    named = content_type.partition(";")[0].strip().lower()
    return next((kind for pattern, kind in _KINDS if pattern.match(named)), "other")


def google_markup(documents: Sequence[Any]) -> str | None:
    """`JobPosting`, or `BroadcastEvent` inside a VideoObject: what the Indexing API is for."""
    for document in documents:
        for types, is_in_video in _nodes(document):
            if "JobPosting" in types:
                return "JobPosting"
            if is_in_video and "BroadcastEvent" in types:
                return "BroadcastEvent"
    return None


def forbids_in_header(tag: str, agents: frozenset[str]) -> bool:
    """Whether one X-Robots-Tag header forbids indexing to an agent: `noindex`, `bot: noindex`."""
    speaks_to_us = True
    for rule in tag.split(","):
        name, colon, rest = rule.strip().lower().partition(":")
        if colon and name.strip() not in _VALUED:
            speaks_to_us = name.strip() in agents
            rule = rest
        if speaks_to_us and rule.strip().lower() in _FORBIDS:
            return True
    return False


@dataclass
class _Page:
    """What the parser collects."""

    robots: list[tuple[str, str]] = field(default_factory=list)
    canonical: str | None = None
    base: str | None = None
    scripts: list[str] = field(default_factory=list)

    def documents(self) -> list[Any]:
        """The JSON-LD of the page; a script that is no JSON is as if it were not there."""
        found = []
        for script in self.scripts:
            try:
                found.append(strict_json.loads(script.encode("utf-8", "replace")))
            except BadBody:
                continue
        return found


class _Target:
    """Gets the parser's events; attribute names come in lower case, values as written."""

    def __init__(self) -> None:
        self.page = _Page()
        self._is_in_body = False
        self._script: list[str] | None = None

    def start(self, tag: str, attributes: Any) -> None:
        found = {name.lower(): value or "" for name, value in attributes.items()}
        if tag == "body":
            self._is_in_body = True
        elif tag == "meta" and "name" in found:
            self.page.robots.append((found["name"].strip().lower(), found.get("content", "")))
        elif tag == "base":
            self.page.base = self.page.base or found.get("href")
        elif tag == "link" and not self._is_in_body:
            if "canonical" in found.get("rel", "").lower().split():
                self.page.canonical = self.page.canonical or found.get("href")
        elif tag == "script":
            is_data = found.get("type", "").strip().lower() == "application/ld+json"
            self._script = [] if is_data else None

    def data(self, text: str) -> None:
        if self._script is not None:
            self._script.append(text)

    def end(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.page.scripts.append("".join(self._script))
            self._script = None

    def close(self) -> _Page:
        return self.page


def _parsed(answer: Fetched) -> _Page:
    target = _Target()
    parser = etree.HTMLParser(target=target, encoding="utf-8")
    # Not the raw bytes: at the first octet that is wrong in its encoding, libxml2 stops.
    text = answer.body.decode(_charset(answer), "replace")
    try:
        parser.feed(text.replace("\0", "\ufffd").encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        pass  # what was read before the parser gave up counts
    return target.page


def _charset(answer: Fetched) -> str:
    """The encoding that mark or header names, if it is one of the web's, else UTF-8."""
    if answer.body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    named = re.search(r"charset=[\"']?([\w-]+)", answer.headers.get("Content-Type") or "", re.I)
    return named[1] if named and _CHARSETS(named[1]) else "utf-8"


def _noindex(page: _Page, tags: Sequence[str], agents: frozenset[str]) -> str | None:
    for name, content in page.robots:
        words = re.split(r"[,\s]+", content.lower())
        if (name == "robots" or name in agents) and _FORBIDS.intersection(words):
            return f"meta {name}"
    return "X-Robots-Tag" if any(forbids_in_header(tag, agents) for tag in tags) else None


def _elsewhere(asked: str, answer: Fetched, page: _Page) -> str | None:
    """Engines index the page that is named as canonical, or the one redirected to, instead."""
    named = page.canonical or _linked_canonical(answer.headers.getlist("Link"))
    try:
        base = urljoin(answer.url, page.base or "")
        stands = urls.canonical(urljoin(base, named.strip()) if named else answer.url)
    except (RefusedUrl, ValueError):
        return None
    return stands if urls.twin_key(stands) != urls.twin_key(asked) else None


def _linked_canonical(headers: Sequence[str]) -> str | None:
    links = (link for header in headers for link in _LINK_HEADER.findall(header))
    is_canonical = re.compile(r"rel\s*=\s*\"?[^\";]*\bcanonical\b", re.I).search
    return next((url for url, parameters in links if is_canonical(parameters)), None)


def _nodes(document: Any) -> Iterator[tuple[set[str], bool]]:
    """The types of every object, and whether it stands inside a VideoObject."""
    waiting: list[tuple[Any, bool]] = [(document, False)]
    while waiting:
        node, is_in_video = waiting.pop()
        if isinstance(node, list):
            waiting.extend((part, is_in_video) for part in node)
        elif isinstance(node, dict):
            types = _types(node.get("@type"))
            yield types, is_in_video
            is_in_video = is_in_video or "VideoObject" in types
            waiting.extend((part, is_in_video) for part in node.values())


def _types(written: Any) -> set[str]:
    """`JobPosting`, also when written as an address of schema.org."""
    listed = written if isinstance(written, list) else [written]
    return {re.split(r"[/#:]", name)[-1] for name in listed if isinstance(name, str)}

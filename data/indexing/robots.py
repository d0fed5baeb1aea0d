"""What a robots.txt says to one agent about one URL, and which of its lines says so.

Protego matches paths (longest match, `*`, `$`, escapes). Groups are read here, by RFC 9309: exact
product tokens (Protego lets a group `Google` speak to Googlebot), groups of one token merged, and
no line but a rule ends the list of agents (Protego ends it at a Crawl-delay).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from protego import Protego

LIMIT = 512_000  # bytes; RFC 9309 asks for 500 KiB at least

_FIELD = re.compile(
    r"(?P<agent>user[- ]?agent)|(?P<allow>allow)|(?P<disallow>dis+al+ow|diasllow|disallaw)"
    r"|(?P<delay>crawl[- ]delay)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*:\s*|\s+")
_TOKEN = re.compile(r"[a-z_-]+|\*", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9/_.~-]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """May the agent come? `line` is the rule that decided, None where no rule speaks of the URL."""

    is_allowed: bool
    line: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    is_allow: bool
    value: str
    line: str


@dataclass
class _Group:
    rules: list[_Rule] = field(default_factory=list)
    delay: float | None = None

    @cached_property
    def matcher(self) -> Protego:
        return Protego.parse("\n".join(["User-agent: *", *(_written(rule) for rule in self.rules)]))


class Rules:
    """The text of one robots.txt, read.

    Agents are bare product tokens (`Googlebot`), URLs canonical.
    """

    def __init__(self, text: str) -> None:
        self._groups = _groups(text)

    @property
    def is_robots_file(self) -> bool:
        """False for a text that names no agent, such as a web page in place of the file."""
        return bool(self._groups)

    def verdict(self, url: str, agent: str) -> RobotsVerdict:
        """The longest matching rule of the agent's group decides, Allow at a tie."""
        group = self._group(agent)
        is_allowed = group.matcher.can_fetch(url, "*")
        rules = [rule for rule in group.rules if rule.is_allow is is_allowed and rule.value]
        rules.sort(key=lambda rule: len(rule.value), reverse=True)
        return RobotsVerdict(
            is_allowed, next((rule.line for rule in rules if _matches(rule, url)), None)
        )

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds that the agent is asked to leave between two requests."""
        return self._group(agent).delay

    def _group(self, agent: str) -> _Group:
        """The group of exactly this token, else that of all agents, else one without rules."""
        return self._groups.get(agent.lower()) or self._groups.get("*") or _Group()


def decoded(body: bytes) -> str:
    """The text of at most LIMIT bytes. A byte order mark would spoil the first line for Protego.

    Of a file that is cut, the last line goes: `Disallow: /pri` may have become `Disallow: /`.
    """
    text = body[:LIMIT].decode("utf-8-sig", "replace")
    if len(body) < LIMIT:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1]


def _groups(text: str) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    current: list[_Group] = []
    are_agents_open = False
    for line in _LINE_END.split(text):
        written = line.partition("#")[0].strip()
        name = _FIELD.match(written)
        separator = name and _SEPARATOR.match(written, name.end())
        if name is None or separator is None:
            continue
        value = written[separator.end() :].strip()
        if name["agent"]:
            if not are_agents_open:
                current = []
            are_agents_open = True
            if token := _TOKEN.match(value):
                current.append(groups.setdefault(token[0].lower(), _Group()))
        elif name["delay"]:
            _set_delay(current, value)
        else:
            are_agents_open = False
            rule = _Rule(bool(name["allow"]), value, written)
            for group in current:
                group.rules.append(rule)
    return groups


def _set_delay(groups: list[_Group], value: str) -> None:
    if re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", value):
        for group in groups:
            group.delay = float(value)


def _written(rule: _Rule) -> str:
    return f"{'Allow' if rule.is_allow else 'Disallow'}: {rule.value}"


def _matches(rule: _Rule, url: str) -> bool:
    path = "/" + url.partition("://")[2].partition("/")[2]
    if not path.startswith(_plain_start(rule.value)):
        return False  # said at once: a file may hold thirty thousand rules
    alone = Protego.parse(f"User-agent: *\nDisallow: {rule.value}")
    return not alone.can_fetch(url, "*")


def _plain_start(pattern: str) -> str:
    found = _PLAIN.match(pattern)
    return found[0] if found else ""

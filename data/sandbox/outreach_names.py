"""Fictional people, sites and identifiers of the outreach world; every address ends in .example."""

from hashlib import blake2b
from random import Random
from typing import NamedTuple


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ada Amara Anders Beatriz Bram Carla Chidi Clara Daan Dana Dario Elif Elena Emeka Eva Farah "
    "Felix Freya Gita Greta Hana Henrik Ines Ivan Jana Jonas Julia Kaito Karim Kira Lars Leila "
    "Lina Luca Maja Malik Marta Mei Milo Nadia Nils Noor Olga Omar Paula Pedro Priya Quinn Rafael "
    "Ravi Rosa Samir Sara Silke Sofia Tariq Tessa Tomas Uma Vera Viktor Wanda Yara Yusuf"
)
LAST_NAMES = _words(
    "Abara Albrecht Almeida Andersson Baker Bauer Bellini Brandt Castro Chen Costa Delgado "
    "Dubois Eriksen Farkas Fischer Fontaine Garcia Gruber Haddad Hansen Hartmann Horvat "
    "Ibrahim Ito Jansen Kaya Keller Khan Kowalski Laurent Lindberg Lopez Marin Mbeki Meyer "
    "Moreau Nagy Nakamura Novak Okafor Olsen Osei Park Pereira Petrov Popescu Rahman Ricci "
    "Rossi Santos Schmid Silva Sokolov Svensson Tanaka Vargas Vogel Weber Yilmaz"
)
_SITE_FIRST = _words(
    "amber anchor arbor atlas beacon birch bold bright candid cedar civic clear clever coast "
    "copper crisp daily daring early east ember fair fern field fresh gentle glass golden grand "
    "green harbor hazel honest iron keen lantern little lively maple mellow modern morning mosaic "
    "noble north oak open orchard paper pine plain prime quiet rapid river royal silver simple "
    "smart solid south spark steady stone summer sunny swift tidy true urban vivid west"
)
_SITE_SECOND = _words(
    "account almanac angle atelier bench bridge budget builder cabinet campus canvas career "
    "cellar chapter circle compass corner counter craft desk digest draft editor engine essay "
    "factory feed folio founder frame garden guide habit harvest index insight journal kitchen "
    "ledger lens letter market matter memo method minute mint notebook office outlook page path "
    "pilot planner post prospect query reader report review roundup signal sketch story studio "
    "table tally thread track venture view voice window workshop"
)
_SITE_LAST = ("", "hq", "blog", "weekly", "hub", "review", "notes", "online", "press", "lab")
_ROLES = ("editor", "hello", "editorial", "team", "contact", "press")
# Any factor that shares no divisor with the number of names spreads neighbours apart.
_SPREAD = 30_011


class Contact(NamedTuple):
    """The person behind a lead."""

    name: str
    email: str


def key(*parts: object) -> str:
    """Sixteen hex digits that depend on ``parts`` alone."""
    return blake2b("/".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def site(number: int) -> str:
    """The ``number``-th fictional host; all are different."""
    names = len(_SITE_FIRST) * len(_SITE_SECOND) * len(_SITE_LAST)
    rounds, position = divmod(number, names)
    rest, first = divmod(position * _SPREAD % names, len(_SITE_FIRST))
    last, second = divmod(rest, len(_SITE_SECOND))
    edition = f"-{rounds + 1}" if rounds else ""
    return f"{_SITE_FIRST[first]}{_SITE_SECOND[second]}{_SITE_LAST[last]}{edition}.example"


def site_title(host: str) -> str:
    """What such a host calls itself."""
    return host.removesuffix(".example").replace("-", " ").capitalize()


def contact(rng: Random, host: str) -> Contact:
    """Somebody at ``host``; a quarter of all sites publish a role address only."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    local = rng.choice(_ROLES) if rng.random() < 0.25 else f"{first}.{last}".lower()
    return Contact(f"{first} {last}", f"{local}@{host}")

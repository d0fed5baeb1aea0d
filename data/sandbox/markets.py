"""What the fictional vendor sells and where it places: packages, niches and podcast platforms."""

from typing import NamedTuple


class Package(NamedTuple):
    """One product. ``sizes`` are the possible values of ``links_total``, ``odds`` their shares."""

    name: str
    price_usd: float
    share: float
    sizes: tuple[int, ...]
    odds: tuple[float, ...]
    slowness: float


class Niche(NamedTuple):
    """A subject. ``slowness`` multiplies delivery times; some are listed but not available."""

    slug: str
    name: str
    slowness: float = 1.0
    available: bool = True


class Platform(NamedTuple):
    """A podcast platform.

    ``slowness`` multiplies the time until a link is live, ``index_hours`` is the median time from
    live to indexed, ``never_indexed`` the share of links that no engine ever takes, ``authority``
    its domain authority. ``host`` serves robots.txt and the placement pages.
    """

    name: str
    host: str
    path: str
    share: float
    slowness: float
    index_hours: float
    never_indexed: float
    authority: int


PACKAGES = (
    Package("starter", 59.0, 0.40, (1, 2), (0.6, 0.4), 0.85),
    Package("growth", 149.0, 0.40, (3, 4), (0.88, 0.12), 1.0),
    Package("scale", 289.0, 0.20, (5, 6, 8), (0.15, 0.7, 0.15), 1.35),
)
PRICES_A_YEAR_AGO = {"starter": 49.0, "growth": 149.0, "scale": 269.0}

NICHES = (
    Niche("saas", "SaaS"),
    Niche("fintech", "Fintech", 1.25),
    Niche("health", "Health", 1.3),
    Niche("legal", "Legal", 1.9),
    Niche("travel", "Travel", 0.9),
    Niche("education", "Education"),
    Niche("ecommerce", "E-commerce", 0.85),
    Niche("marketing", "Marketing", 0.8),
    Niche("home", "Home and garden"),
    Niche("fitness", "Fitness", 0.9),
    Niche("real_estate", "Real estate", 1.2),
    Niche("careers", "Careers"),
    Niche("gaming", "Gaming", 0.75),
    Niche("energy", "Energy", 1.6),
    Niche("security", "Security", 1.1),
    Niche("food", "Food", 0.85),
    Niche("logistics", "Logistics", 1.4),
    Niche("media", "Media", 0.9),
    Niche("pets", "Pets", 0.9),
    Niche("aviation", "Aviation", 1.5, available=False),
)

PLATFORMS = (
    Platform("spotify", "open.spotify.example", "episode", 0.19, 0.8, 5, 0.06, 93),
    Platform("apple", "podcasts.apple.example", "us/podcast", 0.17, 0.95, 9, 0.08, 95),
    Platform("youtube", "www.youtube.example", "watch", 0.12, 0.7, 2.5, 0.05, 99),
    Platform("iheart", "www.iheart.example", "podcast", 0.11, 1.3, 30, 0.18, 88),
    Platform("podchaser", "www.podchaser.example", "podcasts", 0.09, 1.0, 52, 0.31, 74),
    Platform("podbean", "www.podbean.example", "ew", 0.08, 1.0, 40, 0.25, 82),
    Platform("castbox", "castbox.example", "episode", 0.07, 1.15, 84, 0.46, 71),
    Platform("player_fm", "player.fm.example", "series", 0.06, 1.25, 120, 0.54, 73),
    Platform("listen_notes", "www.listennotes.example", "e", 0.05, 1.1, 66, 0.34, 77),
    Platform("buzzsprout", "www.buzzsprout.example", "episodes", 0.03, 0.9, 28, 0.22, 80),
    # The agency's own show: the one platform whose pages may be submitted and inspected.
    Platform("show_site", "episodes.castgrove.example", "notes", 0.03, 0.6, 18, 0.16, 41),
)

MEMBERS_AREA = "members"  # what the robots.txt of every platform forbids
SHOW_SITE = next(platform for platform in PLATFORMS if platform.name == "show_site")

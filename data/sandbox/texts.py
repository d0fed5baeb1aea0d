"""The words of orders: anchor texts, episode titles and target pages."""

from itertools import product

from data.sandbox.clients import CLIENTS, Client
from data.sandbox.markets import NICHES

_TOPICS = {
    "saas": ("CRM", "help desk software"),
    "fintech": ("expense cards", "invoice financing"),
    "health": ("sleep clinic", "physiotherapy"),
    "legal": ("employment lawyer", "trademark filing"),
    "travel": ("train passes", "island hopping"),
    "education": ("online tutoring", "reading programme"),
    "ecommerce": ("camping gear", "linen bedding"),
    "marketing": ("newsletter growth", "attribution model"),
    "home": ("oak shelving", "kitchen lighting"),
    "fitness": ("running plan", "yoga mats"),
    "real_estate": ("first-time buyer guide", "rental yields"),
    "careers": ("interview training", "salary benchmark"),
    "gaming": ("co-op games", "level design"),
    "energy": ("heat pumps", "rooftop solar"),
    "security": ("passkeys", "incident response"),
    "food": ("sourdough delivery", "meal planning"),
    "logistics": ("pallet shipping", "customs clearance"),
    "media": ("portrait lighting", "podcast editing"),
    "pets": ("puppy insurance", "grain-free dog food"),
    "aviation": ("private pilot licence", "hangar rental"),
    "beekeeping": ("hive scales", "raw honey"),
}
_ANCHOR_PATTERNS = (
    "best {0} for startups",
    "{0}",
    "{0} pricing",
    "how to choose {0}",
    "compare {0}",
    "{0} for small teams",
    "this guide to {0}",
    "{0} checklist",
)
_TITLE_PATTERNS = (
    "How AI is reshaping {0}",
    "What nobody tells you about {0}",
    "{0}, ten years on",
    "Five mistakes with {0}",
    "The quiet boom in {0}",
    "Ask me anything: {0}",
)
_PAGES = (
    "", "blog/post", "pricing", "guides/getting-started", "blog/2025-review", "compare",
    "customers/stories", "blog/checklist", "learn/basics", "tools/calculator",
)  # fmt: skip
# What the demo's agency says a page of an average client is worth a month, in dollars; of the other
# pages it has not said anything.
MONTHLY_WORTH = {
    "": 600, "pricing": 900, "guides/getting-started": 240, "compare": 480,
    "customers/stories": 180, "blog/post": 90, "blog/checklist": 120, "tools/calculator": 360,
}  # fmt: skip


def _worded(patterns: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {
        niche: tuple(pattern.format(topic) for pattern, topic in product(patterns, topics))
        for niche, topics in _TOPICS.items()
    }


ANCHORS = _worded(_ANCHOR_PATTERNS)
TITLES = _worded(_TITLE_PATTERNS)


def _pages(client: Client) -> tuple[str, ...]:
    return tuple(f"https://{client.domain}/{page}" for page in _PAGES)


ANCHORS_BY_NICHE = tuple(ANCHORS[niche.slug] for niche in NICHES)
TITLES_BY_NICHE = tuple(TITLES[niche.slug] for niche in NICHES)
PAGES_BY_CLIENT = tuple(_pages(client) for client in CLIENTS)

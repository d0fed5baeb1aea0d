"""The campaigns of the outreach world: whose they are, how big, how long and how good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from data.sandbox.clients import CLIENTS
from data.sandbox.options import Options
from data.sandbox.outreach_names import key
from data.sandbox.outreach_rows import Campaign
from data.sandbox.outreach_texts import THEMES, Theme

DEMO_ORDERS = 3_000
DEMO_CAMPAIGNS = 25
DEMO_LEADS = 8_000
# Ten times the demo (80,000 leads) is where a world in memory stops being comfortable.
LARGEST = 10
AHEAD = timedelta(days=60)
SECOND_WORKSPACE = "ws_partner_agencies"
# These themes are scripted lead by lead in outreach_cases; the rest is drawn.
SCRIPTED = (3, 4, 5, 6)
PARTNER = -1
# Numbers kept free behind the drawn leads of each campaign.
SCRIPTED_ROOM = 100


@dataclass(frozen=True, slots=True)
class Quality:
    """How a campaign does: human replies per contacted lead, and the shares of yes and no."""

    reply_rate: float
    yes_share: float
    no_share: float


STRONG = Quality(reply_rate=0.165, yes_share=0.42, no_share=0.22)
MIDDLING = Quality(reply_rate=0.115, yes_share=0.28, no_share=0.32)
WEAK = Quality(reply_rate=0.085, yes_share=0.20, no_share=0.42)


@dataclass(frozen=True, slots=True)
class Plan:
    """One campaign before anything has happened in it.

    ``leads`` are discovered between ``starts_at`` and ``ends_at``; a campaign that goes on while
    the sandbox runs also has ``leads_ahead`` for the next sixty days.
    """

    index: int
    campaign: Campaign
    client_id: str
    theme: Theme
    quality: Quality
    sender: str
    sender_name: str
    starts_at: datetime
    ends_at: datetime
    leads: int
    leads_ahead: int
    first_site: int


def user_id(seed: int, team: int = 0) -> str:
    """The user of the session token (team 0) and, in large worlds, the colleagues."""
    return f"user_{key(seed, 'user', team)}"


def campaign_count(orders: int) -> int:
    """Campaigns of a world with so many orders; never fewer than the scripted ones need."""
    return max(10, round(DEMO_CAMPAIGNS * min(orders / DEMO_ORDERS, LARGEST)))


def _lead_counts(options: Options, drawn: list[int], campaigns: int) -> dict[int, int]:
    """Leads per drawn campaign: unequal like real work, more the longer the campaign has run."""
    rng = Random(f"{options.seed}/sizes")
    weights = {index: rng.uniform(0.4, 1.6) for index in drawn}
    for index in drawn:
        starts, ends = _span(options, index, campaigns)
        weights[index] *= (min(ends, options.as_of) - starts).days
    total = max(20 * len(drawn), round(DEMO_LEADS * min(options.orders / DEMO_ORDERS, LARGEST)))
    whole = sum(weights.values())
    return {index: max(8, round(total * weight / whole)) for index, weight in weights.items()}


def _span(options: Options, index: int, campaigns: int) -> tuple[datetime, datetime]:
    """First and last discovery: starts are spread over a year, about a third still runs."""
    rng = Random(f"{options.seed}/span/{index}")
    age_days = 372 - 340 * index / (campaigns - 1) + rng.uniform(-4, 4)
    starts = options.as_of - timedelta(days=age_days)
    return starts, starts + timedelta(days=rng.uniform(90, 260))


def _campaign(options: Options, index: int, theme: Theme, created: datetime) -> Campaign:
    rounds, _ = divmod(index, len(THEMES))
    name = f"{theme.name} {rounds + 1}" if rounds else theme.name
    team = max(index, 0) // DEMO_CAMPAIGNS
    return Campaign(
        campaign_id=f"bl_{key(options.seed, 'campaign', index)}",
        workspace_id=SECOND_WORKSPACE if index == PARTNER else user_id(options.seed, team=0),
        user_id=user_id(options.seed, team),
        name="Partner agencies" if index == PARTNER else name,
        description=f"Editors who write about {theme.topic}; we offer {theme.offer}.",
        keywords=(theme.topic, f"{theme.topic} guest post", f"write about {theme.topic}"),
        created_at=created,
        updated_at=created + timedelta(minutes=7),
    )


def _plan(options: Options, index: int, campaigns: int, leads: int, first_site: int) -> Plan:
    theme = THEMES[index % len(THEMES)]
    client = CLIENTS[index * 7 % len(CLIENTS)]
    starts, ends = _span(options, index, campaigns)
    scripted = index == PARTNER or index in SCRIPTED
    runs_on = ends > options.as_of and not scripted
    days = (min(ends, options.as_of) - starts) / timedelta(days=1)
    sender_name = ("Lena Brandt", "Marco Silva", "Aisha Khan")[index % 3]
    return Plan(
        index=index,
        campaign=_campaign(options, index, theme, starts - timedelta(hours=26)),
        client_id=client.client_id,
        theme=theme,
        quality=(STRONG, WEAK, MIDDLING)[index % 3],
        sender=f"{sender_name.split()[0].lower()}@outreach.{client.domain}",
        sender_name=sender_name,
        starts_at=starts,
        ends_at=min(ends, options.as_of),
        leads=0 if scripted else leads,
        leads_ahead=round(leads / days * AHEAD.days) if runs_on else 0,
        first_site=first_site,
    )


def plans(options: Options) -> list[Plan]:
    """Every campaign of the world, oldest first, then the one of the second workspace."""
    campaigns = campaign_count(options.orders)
    drawn = [index for index in range(campaigns) if index not in SCRIPTED]
    leads = _lead_counts(options, drawn, campaigns)
    made: list[Plan] = []
    first_site = 0
    for index in (*range(campaigns), PARTNER):
        plan = _plan(options, index, campaigns, leads.get(index, 0), first_site)
        made.append(plan)
        first_site += plan.leads + plan.leads_ahead + SCRIPTED_ROOM
    return made

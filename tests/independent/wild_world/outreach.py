"""Campaigns, leads, mails and replies as no vendor should send them."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from tests.independent.wild_world.drawing import AS_OF, DAY, HOUR, Draw, Row

CAMPAIGNS = ("c1", "c2", "c3", "c4")  # c3 is nobody's, c4 has no leads
OWNERS = {"c1": "cus_a", "c2": "cus_b", "c4": "cus_b"}
STATUSES: tuple[str | None, ...] = (
    "discovered",
    "contacted",
    "replied",
    "placed",
    "bounced",
    "lost",
    "unsubscribed",
)
STATUSES += ("contacted", "nurturing", None)
SENT = ("sent", "sent", "sent", None, "queued", "approved", "blocked", "failed", "vanished")
CLASSES = ("interested", "not_interested", "out_of_office", "replied", "referral", None)
SENDERS = ("anna@us.example", "bob@us.example", None)
SOURCES = ("duckduckgo", "exa", None)


def campaigns(draw: Draw) -> dict[str, list[Row]]:
    rows = [
        {
            "campaign_id": name,
            "name": f"Campaign {name}",
            "created_at": AS_OF - 230 * DAY,
            "first_seen_at": AS_OF - 220 * DAY,
            "fetched_at": AS_OF,
            "gone_at": draw.maybe(AS_OF - DAY, 0.1),
        }
        for name in CAMPAIGNS
    ]
    owners = [{"campaign_id": name, "client_id": client} for name, client in OWNERS.items()]
    clients = [{"client_id": "cus_a", "name": "Ann"}, {"client_id": "cus_z", "name": "Zoe"}]
    return {"campaigns": rows, "client_campaigns": owners, "clients": clients}


def spend(draw: Draw) -> list[Row]:
    """What months cost, of one campaign or of all; of an unknown campaign too."""
    rows = []
    for number in range(-1, 9):
        month = pd.Timestamp(AS_OF).to_period("M") - number
        for campaign in ("", "c1", "c3", "c9"):
            worked = draw.maybe(Decimal(draw.randint(0, 900)) / 10, 0.7)
            row = {"month": month.to_timestamp().to_pydatetime(), "campaign_id": campaign}
            row |= {"hours": worked, "hourly_rate": worked and Decimal(draw.randint(0, 90))}
            row |= {"tool_cost": draw.maybe(Decimal(draw.randint(0, 300)), 0.7)}
            rows.append(row | {"currency": draw.choice(("USD", "USD", "EUR"))})
    return draw.sample(rows, draw.choice((0, 8, 8)))


def _address(draw: Draw) -> str:
    """Of a dozen people at four houses, now and then shouted."""
    name = f"p{draw.randint(0, 11)}@house{draw.randint(0, 3)}.example"
    return name.upper() if draw.random() < 0.1 else name


def leads(draw: Draw, count: int) -> tuple[list[Row], list[Row]]:
    """Leads, and what was seen of their status over time."""
    rows, history = [], []
    for number in range(count):
        created_at = draw.maybe(draw.moment())
        first_seen_at = draw.read(created_at)
        status = draw.choice(STATUSES)
        placed_at = draw.read(draw.after(first_seen_at)) if status == "placed" else None
        lead = {
            "lead_id": f"lead_{number:03}",
            "campaign_id": draw.choice(CAMPAIGNS[:3]),
            "url": f"https://lead{number}.example/",
            "email": draw.maybe(_address(draw), 0.85),
            "status": status,
            "source": draw.choice(SOURCES),
            "created_at": created_at,
            "placed_seen_at": draw.maybe(placed_at, 0.9),
            "last_seen_not_placed_at": draw.maybe(first_seen_at, 0.6) if placed_at else None,
            "first_seen_at": first_seen_at,
            "fetched_at": AS_OF,
        }
        rows.append(lead)
        history += _history(draw, lead)
    return rows, history


def _history(draw: Draw, lead: Row) -> list[Row]:
    seen_at, rows = lead["first_seen_at"], []
    for _ in range(draw.choice((0, 1, 1, 2))):
        row: Row = {
            "lead_id": lead["lead_id"],
            "campaign_id": lead["campaign_id"],
            "origin": "list",
        }
        rows.append(row | {"status": draw.choice(STATUSES), "observed_at": seen_at})
        seen_at = min(seen_at + draw.randint(0, 40) * DAY, AS_OF)
    return rows


def mails(draw: Draw, known: list[Row], count: int) -> list[Row]:
    rows = [_mail(draw, draw.choice(known), number) for number in range(count)]
    return rows + _burst(draw, known, count)


def _mail(draw: Draw, lead: Row, number: int) -> Row:
    status, created_at = draw.choice(SENT), draw.maybe(draw.after(lead["created_at"]))
    is_sent = status in ("sent", None)
    is_stray = draw.random() < 0.04
    address = lead["email"] or _address(draw)
    return {
        "attempt_id": f"att_{number}",
        "lead_id": draw.maybe(lead["lead_id"], 0.95),
        "campaign_id": draw.choice(CAMPAIGNS) if is_stray else lead["campaign_id"],
        "sender_email": draw.choice(SENDERS),
        "recipient_email": draw.maybe(address.lower(), 0.6),
        "status": status,
        "decision_reason": draw.choice(("cap", "", None)),
        "sent_at": draw.maybe(draw.after(created_at), 0.9) if is_sent else None,
        "created_at": created_at,
        "first_seen_at": draw.read(created_at),
        "fetched_at": AS_OF,
    }


def _burst(draw: Draw, known: list[Row], start: int) -> list[Row]:
    """More mails of one hour than a cap allows, to one house, by one or two senders."""
    at, lead = draw.moment(), draw.choice(known)
    return [
        _mail(draw, lead, start + number)
        | {"status": "sent", "sender_email": SENDERS[0], "sent_at": at + draw.random() * HOUR}
        | {"recipient_email": draw.maybe(f"p{number % 12}@house1.example", 0.9)}
        for number in range(draw.choice((0, 19, 24, 115)))
    ]


def replies(draw: Draw, sent: list[Row], count: int) -> list[Row]:
    rows = []
    for number in range(count):
        mail = draw.choice(sent)
        named = draw.choice((mail["attempt_id"], mail["attempt_id"], "", None, "att_gone"))
        received_at = draw.maybe(draw.after(mail["sent_at"] or mail["created_at"]), 0.95)
        rows.append(
            {
                "reply_id": f"rep_{number}",
                "attempt_id": named,
                "campaign_id": draw.choice((mail["campaign_id"],) * 9 + CAMPAIGNS),
                "from_email": draw.maybe(
                    draw.choice((mail["recipient_email"], _address(draw))), 0.9
                ),
                "subject": draw.choice(("Re: hello", "Re: offer", None)),
                "classification": draw.choice(CLASSES),
                "received_at": received_at,
                "first_seen_at": draw.read(received_at),
                "fetched_at": AS_OF,
            }
        )
    return rows


def follow_ups(draw: Draw, sent: list[Row]) -> list[Row]:
    rows = []
    for number, mail in enumerate(draw.sample(sent, len(sent) // 3)):
        row = {"follow_up_id": f"fu_{number}", "attempt_id": mail["attempt_id"]}
        row |= {"campaign_id": mail["campaign_id"], "sent": draw.choice((True, False, None))}
        row |= {"scheduled_for": draw.maybe(draw.after(mail["sent_at"]), 0.9)}
        rows.append(row | {"first_seen_at": AS_OF - DAY, "fetched_at": AS_OF})
    return rows


def suppressions(draw: Draw) -> list[Row]:
    rows = {}
    for _ in range(draw.choice((0, 3, 8))):
        address = _address(draw)
        at = draw.maybe(draw.moment())
        row: Row = {"email": address, "reason": "said no", "created_at": at}
        row |= {"domain": draw.maybe(address.split("@")[1], 0.2)}
        rows[address] = row | {"first_seen_at": draw.read(at), "fetched_at": AS_OF}
    return list(rows.values())

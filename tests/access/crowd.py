"""A warehouse of many clients in which every text of a client holds that client's own token.

Whatever is shown, counted or written for one of them can then be searched for the others'. Texts
without a meaning of their own are filled from the schema, so that a column added tomorrow is
searched too.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from data.access import ADMINISTRATOR, ANALYST, CLIENT, MANAGER
from data.arrow import append
from data.schema import metadata
from data.warehouse import Warehouse

CLIENTS = 40
# What stands in the ledger, and in orders and campaigns that belong to no client.
HOUSE, NOBODY = 900, 901
AS_OF = datetime(2026, 6, 30, 12)
ISSUER = "https://id.example"
TOKEN = re.compile(r"canary\d{3}z")

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def token(number: int) -> str:
    return f"canary{number:03d}z"


def client_id(number: int) -> str:
    return f"cus_{token(number)}"


def order_id(number: int, name: str) -> str:
    return f"ord_{token(number)}_{name}"


def foreign(text: str, *own: int) -> set[str]:
    """The tokens in a text that are not of these clients."""
    return set(TOKEN.findall(text)) - {token(number) for number in own}


def fill(warehouse: Warehouse, numbers: range = range(CLIENTS)) -> None:
    """Clients, people, the house's ledger, and what belongs to nobody."""
    rows: Rows = defaultdict(list)
    for number in numbers:
        _client(rows, number, client_id(number))
    _client(rows, NOBODY, None)
    _ledger(rows)
    _people(rows)
    with warehouse.write() as connection:
        for name, listed in rows.items():
            append_rows(connection, name, listed)
    warehouse.keep_marts()


def append_rows(connection: sa.Connection, name: str, rows: list[Row]) -> None:
    table = metadata.tables[name]
    if {"DATE", "BLOB"} & {str(column.type) for column in table.columns}:
        connection.execute(sa.insert(table), rows)
    else:
        append(connection, table, rows)


def _add(rows: Rows, number: int, table: str, **values: Any) -> None:
    """One row; its other texts say where they stand and whose they are."""
    texts: Row = {}
    for column in metadata.tables[table].columns:
        said = f"{column.name} {token(number)}"
        if isinstance(column.type, sa.String):
            texts[column.name] = said
        elif isinstance(column.type, sa.JSON):
            texts[column.name] = {"said": said}
    rows[table].append(texts | values)


def _ago(days: float) -> datetime:
    return AS_OF - timedelta(days=days)


def _seen(days: float) -> Row:
    return {"first_seen_at": _ago(days), "fetched_at": AS_OF, "flags": None}


def _client(rows: Rows, number: int, client: str | None) -> None:
    if client is not None:
        _add(rows, number, "clients", client_id=client, updated_at=AS_OF)
        _add(rows, number, "notes", note_id=f"note-{number}", client_id=client, created_at=AS_OF)
        _shared(rows, number, client)
    _orders(rows, number, client)
    _outreach(rows, number, client)
    _indexing(rows, number, client)


def _orders(rows: Rows, number: int, client: str | None) -> None:
    # name, status, age in days, delivered after, promised after
    lives = (
        ("kept", "delivered", 60, 3.0, 5.0),
        ("late", "delivered", 50, 9.0, 5.0),
        ("new", "delivered", 12, 2.0, 5.0),
        ("open", "in_progress", 4, None, 6.0),
        ("overdue", "in_progress", 20, None, 5.0),
        ("lost", "failed", 30, None, 5.0),
    )
    shift = number % 7 / 10  # no two clients have the same figures
    for name, status, age, took, promised in lives:
        order = order_id(number, name)
        placed = _ago(age + shift)
        promise = placed + timedelta(days=promised)
        live = None if took is None else placed + timedelta(days=took)
        links = 3 if took else 2
        _add(
            rows, number, "orders", order_id=order, client_id=client, status=status,
            target_url=f"https://{token(number)}.example/page", links_total=links,
            links_delivered=links if took else 0, created_at=placed,
            estimated_delivery_at=promise, first_promised_at=promise, average_da=40 + number,
            delivered_event_at=live,
            first_seen_closed_at=None if status == "in_progress" else placed + timedelta(days=10),
            last_seen_open_at=placed, **_seen(age),
        )  # fmt: skip
        _add(
            rows, number, "order_history", order_id=order, status=status, links_total=links,
            links_delivered=0, estimated_delivery_at=promise, observed_at=placed,
        )  # fmt: skip
        for slot in range(1, links + 1):
            _slot(rows, number, order, slot, live)
    _add(
        rows, number, "order_costs", order_id=order_id(number, "kept"), cost=100 + number,
        refund=0, currency="USD", updated_at=AS_OF,
    )  # fmt: skip
    _add(
        rows, number, "page_values", target_url=f"https://{token(number)}.example/page",
        monthly_value=50 + number, currency="USD", updated_at=AS_OF,
    )  # fmt: skip


def link(number: int, order: str, slot: int) -> str:
    return f"https://pods.example/{order}/{slot}"


def sha(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _slot(rows: Rows, number: int, order: str, slot: int, live: datetime | None) -> None:
    url = link(number, order, slot) if live else None
    indexed = live + timedelta(hours=10 * slot + number % 5) if live and slot < 3 else None
    own = {"order_id": order, "slot": slot, "url": url, "live_at": live, "indexed_at": indexed}
    own |= {"indexed": indexed is not None if live else None}
    canonical = {"url_canonical": url, "url_sha256": url and sha(url)}
    _add(rows, number, "placements", **own, **canonical, **_seen(60))
    _add(rows, number, "placement_history", **own, observed_at=live or _ago(10))
    if live and slot == 3:
        _add(
            rows, number, "index_checks", **canonical, verdict="crawl_blocked",
            method="page_check", reason_code="crawl_blocked", confidence="certain",
            checked_at=_ago(1),
        )  # fmt: skip


def _outreach(rows: Rows, number: int, client: str | None) -> None:
    campaign = f"camp_{token(number)}"
    _add(rows, number, "campaigns", campaign_id=campaign, status="active", lead_count=5,
         created_at=_ago(90), **_seen(90))  # fmt: skip
    if client is not None:
        _add(rows, number, "client_campaigns", campaign_id=campaign, client_id=client)
    _add(rows, number, "outreach_spend", month=datetime(2026, 5, 1), campaign_id=campaign,
         hours=10 + number, hourly_rate=20, tool_cost=5, currency="USD",
         updated_at=AS_OF)  # fmt: skip
    said = ("interested", "not_interested", None, f"odd {token(number)}", "interested")
    for position, classification in enumerate(said):
        lead = f"lead_{token(number)}_{position}"
        address = f"box{position}@{token(number)}.example"
        _add(rows, number, "leads", lead_id=lead, campaign_id=campaign, email=address,
             status="placed" if position == 4 else "contacted", created_at=_ago(80),
             placed_seen_at=_ago(20) if position == 4 else None, **_seen(80))  # fmt: skip
        sent = _ago(70 - position - number % 3)
        own = {"lead_id": lead, "campaign_id": campaign}
        _add(rows, number, "attempts", attempt_id=f"try_{lead}", **own, recipient_email=address,
             sender_email=f"us@{token(number)}.example", status="sent", sent_at=sent,
             created_at=sent, **_seen(70))  # fmt: skip
        _add(rows, number, "lead_history", **own, status="contacted", observed_at=sent)
        if classification:
            _add(rows, number, "replies", reply_id=f"reply_{lead}", attempt_id=f"try_{lead}",
                 campaign_id=campaign, from_email=address, classification=classification,
                 received_at=sent + timedelta(days=2), **_seen(60))  # fmt: skip
    _add(rows, number, "follow_ups", follow_up_id=f"fu_{token(number)}", campaign_id=campaign,
         attempt_id=f"try_lead_{token(number)}_0", sent=False, scheduled_for=_ago(-2),
         **_seen(5))  # fmt: skip
    _add(rows, number, "attempts", attempt_id=f"blocked_{token(number)}", campaign_id=campaign,
         lead_id=f"lead_{token(number)}_2", status="blocked", created_at=_ago(9), sent_at=None,
         recipient_email=f"box2@{token(number)}.example", **_seen(9))  # fmt: skip
    _add(rows, number, "suppressions", email=f"box2@{token(number)}.example",
         created_at=_ago(30), **_seen(30))  # fmt: skip


def _indexing(rows: Rows, number: int, client: str | None) -> None:
    campaign = f"push_{token(number)}"
    listed = f"list_{token(number)}"
    _add(rows, number, "url_lists", list_id=listed, client_id=client, row_count=3, taken=3,
         duplicates=0, refused=0, notes=[token(number)], created_at=_ago(8))  # fmt: skip
    for place, state in enumerate(("ready", "ready", "dead"), start=1):
        url = f"https://{token(number)}.example/push/{place}"
        own = {"url_canonical": url, "url_sha256": sha(url), "host": f"{token(number)}.example"}
        pushed = {"campaign_id": campaign, **own}
        _add(rows, number, "url_list_rows", list_id=listed, url_raw=url, **own, row_number=place,
             state="taken", duplicate_of=None)  # fmt: skip
        _add(rows, number, "index_collected", **pushed, client_id=client, list_id=listed,
             state=state, repeats=0, collected_at=_ago(8), planned_at=_ago(8))  # fmt: skip
        if state == "ready":
            _add(rows, number, "index_submissions", **pushed, engine="indexnow", run_id="r",
                 state="received" if place == 1 else "refused", http_status=200, attempt=1,
                 request_id=f"req_{token(number)}_{place}", waited_seconds=0.1,
                 sent_at=_ago(7), finished_at=_ago(7))  # fmt: skip
            _add(rows, number, "index_queue", **pushed, engine="google_indexing",
                 state="queued", requests=1, queued_at=_ago(8), not_before_at=_ago(-1),
                 sent_at=None, accepted_at=None)  # fmt: skip
            _add(rows, number, "index_checks", url_canonical=url, url_sha256=sha(url),
                 verdict="indexed" if place == 1 else "not_indexed", method="inspection",
                 confidence="certain", checked_at=_ago(6))  # fmt: skip
        _add(rows, number, "page_checks", **own, code=None, checked_at=_ago(8))
    _add(rows, number, "index_hosts", host=f"{token(number)}.example", key_state="verified",
         checked_at=_ago(8), verified_at=_ago(8))  # fmt: skip
    _add(rows, number, "index_quotas", engine="google_indexing", subject=token(number),
         day="2026-06-29", used=3, ceiling=200, exhausted_at=None)  # fmt: skip
    _add(rows, number, "robots_files", origin=f"https://{token(number)}.example",
         outcome="rules", http_status=200, fetched_at=_ago(1), expires_at=_ago(-1))  # fmt: skip


def _shared(rows: Rows, number: int, client: str) -> None:
    day = date(2026, 6, 1)
    _add(rows, number, "shares", share_id=f"share_{token(number)}", client_id=client, zone="UTC",
         start_on=day, end_on=day, as_of=None, created_at=AS_OF, revoked_at=None,
         expires_at=datetime(2999, 1, 1))  # fmt: skip
    _add(rows, number, "report_schedules", schedule_id=f"plan_{token(number)}", client_id=client,
         cadence="weekly", zone="UTC", sent_until=date(2999, 1, 1), created_at=AS_OF,
         sent_at=None, stopped_at=None, recipients=[f"in@{token(number)}.example"])  # fmt: skip
    _add(rows, number, "report_deliveries", schedule_id=f"plan_{token(number)}", until=day,
         address=f"in@{token(number)}.example", delivered_at=AS_OF)  # fmt: skip
    _add(rows, number, "brands", client_id=client, colour="#2B52D6", logo_type=None, logo=None,
         updated_at=AS_OF)  # fmt: skip


def _ledger(rows: Rows) -> None:
    """What the house knows of its own work names clients too: messages, raw rows, requests."""
    for source in ("podcast", "outreach", "indexing"):
        for run, status in ((f"{source}-1", "ok"), (f"{source}-2", "partial")):
            _add(rows, HOUSE, "sync_runs", run_id=run, source=source, status=status, requests=3,
                 started_at=AS_OF, finished_at=AS_OF, detail=None)  # fmt: skip
        _add(rows, HOUSE, "requests", source=source, outcome="ok", status=200, attempt=1,
             seconds=0.1, sent_at=_ago(0.1), finished_at=_ago(0.1))  # fmt: skip
        _add(rows, HOUSE, "quarantine", source=source, first_seen_at=_ago(2), times_seen=1,
             last_seen_at=_ago(1), quarantine_id=f"q-{source}", released_at=None)  # fmt: skip
        _add(rows, HOUSE, "api_figures", source=source, value=1.0, observed_at=AS_OF)
    _add(rows, HOUSE, "webhook_events", event_type="order.delivered", event_at=_ago(1),
         order_id=order_id(0, "kept"), received_at=_ago(1), applied_at=_ago(1))  # fmt: skip
    _add(rows, HOUSE, "exports", row_count=1, created_at=AS_OF, filters="{}")
    _add(rows, HOUSE, "price_book", package=f"package {token(0)}", price=9, currency="USD",
         valid_from=datetime(2020, 1, 1), updated_at=AS_OF)  # fmt: skip
    _add(rows, HOUSE, "account_snapshots", balance_usd=1, observed_at=AS_OF, raw={})


def _people(rows: Rows) -> None:
    lines: list[tuple[str, str, list[str] | None]] = [
        ("administrator", ADMINISTRATOR, None),
        ("analyst", ANALYST, None),
        ("manager", MANAGER, [client_id(0), client_id(1)]),
        *((f"client-{n}", CLIENT, [client_id(n)]) for n in range(CLIENTS)),
    ]
    rows["roster"] += [
        {
            "issuer": ISSUER,
            "subject": subject,
            "email": f"{subject}@{token(HOUSE)}.example",
            "role": role,
            "client_ids": clients,
            "updated_at": AS_OF,
        }
        for subject, role, clients in lines
    ]

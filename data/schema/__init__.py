"""Every table of the warehouse, once.

Three kinds: **entities** hold the current row per key, **history** is append-only (a row whenever a
watched value changed: it cannot be fetched again), the **ledger** is Linkboard's own book-keeping.
Times are UTC without zone, money is DECIMAL, identifiers are the vendor's strings compared exactly.
JSON beside the typed columns keeps fields that we do not know yet. There are no secondary indexes:
in DuckDB one on an updated column makes upserts ten times slower.
"""

from __future__ import annotations

from data.schema.columns import metadata
from data.schema.entities import (
    attempts,
    campaigns,
    follow_ups,
    leads,
    orders,
    placements,
    replies,
    suppressions,
)
from data.schema.history import (
    account_snapshots,
    api_figures,
    lead_history,
    order_history,
    placement_history,
)
from data.schema.indexing import (
    index_checks,
    index_collected,
    index_hosts,
    index_queue,
    index_quotas,
    index_submissions,
    page_checks,
    robots_files,
    url_list_rows,
    url_lists,
)
from data.schema.ledger import (
    client_campaigns,
    clients,
    data_versions,
    quarantine,
    requests,
    sync_cursors,
    sync_runs,
    webhook_events,
)
from data.schema.money import assumptions, order_costs, outreach_spend, page_values, price_book
from data.schema.people import exports, notes, roster
from data.schema.sharing import brands, report_deliveries, report_schedules, shares

__all__ = [
    "account_snapshots",
    "api_figures",
    "assumptions",
    "attempts",
    "brands",
    "campaigns",
    "client_campaigns",
    "clients",
    "data_versions",
    "exports",
    "follow_ups",
    "index_checks",
    "index_collected",
    "index_hosts",
    "index_queue",
    "index_quotas",
    "index_submissions",
    "lead_history",
    "leads",
    "metadata",
    "notes",
    "order_costs",
    "order_history",
    "orders",
    "outreach_spend",
    "page_checks",
    "page_values",
    "placement_history",
    "placements",
    "price_book",
    "quarantine",
    "replies",
    "report_deliveries",
    "report_schedules",
    "requests",
    "robots_files",
    "roster",
    "shares",
    "suppressions",
    "sync_cursors",
    "sync_runs",
    "url_list_rows",
    "url_lists",
    "webhook_events",
]

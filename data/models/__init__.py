"""The one place where a vendor's JSON becomes ours: validated rows of every entity.

`read_<entity>(raw, …, seen_at=…)` takes one object of a parsed answer and returns its row, or
`Rejected` with the reason for the quarantine. It never raises for anything JSON can hold, and loses
nothing: a value is in a column, in `extra`, or in the raw text of the rejection.
"""

from __future__ import annotations

from data.models.orders import PACKAGES, STATUS_RANK, read_account, read_report
from data.models.outreach import (
    ATTEMPT_STATUSES,
    LEAD_STATUSES,
    REPLY_CLASSES,
    read_attempt,
    read_campaign,
    read_follow_up,
    read_lead,
    read_reply,
    read_suppression,
)
from data.models.plain_orders import read_order
from data.models.rows import (
    AccountRow,
    AttemptRow,
    CampaignRow,
    FollowUpRow,
    LeadRow,
    OrderRow,
    PlacementRow,
    Rejected,
    ReplyRow,
    ReportRow,
    Row,
    SuppressionRow,
)

__all__ = [
    "ATTEMPT_STATUSES",
    "LEAD_STATUSES",
    "PACKAGES",
    "REPLY_CLASSES",
    "STATUS_RANK",
    "AccountRow",
    "AttemptRow",
    "CampaignRow",
    "FollowUpRow",
    "LeadRow",
    "OrderRow",
    "PlacementRow",
    "Rejected",
    "ReplyRow",
    "ReportRow",
    "Row",
    "SuppressionRow",
    "read_account",
    "read_attempt",
    "read_campaign",
    "read_follow_up",
    "read_lead",
    "read_order",
    "read_reply",
    "read_report",
    "read_suppression",
]

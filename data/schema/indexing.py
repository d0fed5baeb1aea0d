"""What waits for an engine, every submission to one, every look into an index."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Table

from data.schema.columns import flag, integer, key, metadata, number, text, time

index_checks = Table(
    "index_checks",
    metadata,
    *text("url_sha256", "url_canonical", "engine", "provider", "method", "verdict"),
    *text("reason_code", "confidence"),
    *time("checked_at", "last_crawl_at"),
    Column("raw", JSON),
    # evidence: where a person can see the same, or what the person wrote
    *text("evidence", "google_canonical", "user_canonical"),
    *number("cost"),
    *time("valid_until"),
)

index_submissions = Table(
    "index_submissions",
    metadata,
    # one row per URL of each request, there before the request is sent
    *text("run_id", "url_sha256", "url_canonical", "host", "engine", "state", "body"),
    *integer("http_status", "attempt"),
    *time("sent_at"),
    *text("request_id", "campaign_id", "reason"),
    *number("waited_seconds"),
    *time("finished_at"),
)

index_collected = Table(
    "index_collected",
    metadata,
    # what a plan said of each URL of a campaign; what then became of it stands in index_queue
    key("campaign_id"),
    key("url_sha256"),
    *text("url_canonical", "host", "client_id", "list_id", "state", "reason"),
    *integer("repeats"),
    *time("collected_at", "planned_at"),
)

index_queue = Table(
    "index_queue",
    metadata,
    key("campaign_id"),
    key("url_sha256"),
    key("engine"),
    # state: queued, sending, parked, received, key_pending, refused or unknown_outcome
    *text("url_canonical", "host", "state", "reason", "run_id"),
    *integer("requests"),
    *time("queued_at", "not_before_at", "sent_at", "accepted_at"),
)

index_quotas = Table(
    "index_quotas",
    metadata,
    key("engine"),
    key("subject"),
    # the engine's own day: Pacific for Google, UTC for IndexNow
    key("day"),
    *integer("used", "ceiling"),
    *time("exhausted_at"),
)

index_hosts = Table(
    "index_hosts",
    metadata,
    key("host"),
    # the key itself stands in the settings; key_state: verified, failed or stopped
    *text("key_sha256", "key_state", "reason"),
    *time("checked_at", "verified_at"),
)

url_lists = Table(
    "url_lists",
    metadata,
    key("list_id"),
    # origin: upload or paste; notes: what was odd about the file, a sentence each
    *text("name", "origin", "file_name", "encoding", "column_name", "client_id", "created_by"),
    *integer("row_count", "taken", "duplicates", "refused"),
    Column("notes", JSON),
    *time("created_at"),
)

url_list_rows = Table(
    "url_list_rows",
    metadata,
    # one row per row of a list; state: taken, duplicate or refused; code: why it is refused
    *text("list_id"),
    *integer("row_number"),
    *text("url_raw", "url_canonical", "url_sha256", "host", "state", "code"),
    *integer("duplicate_of"),
)

robots_files = Table(
    "robots_files",
    metadata,
    key("origin"),
    # outcome: rules, no_rules or unreachable; content is the text, cut at 512,000 bytes
    *text("outcome", "reason", "content"),
    *integer("http_status"),
    *flag("is_cut", "is_robots_file"),
    *time("fetched_at", "expires_at"),
)

page_checks = Table(
    "page_checks",
    metadata,
    # one row per look at a page; code: why there was no answer; *_line: the rule that decided
    *text("url_sha256", "url_canonical", "host", "code", "content_kind"),
    *integer("http_status", "redirects"),
    *text("final_url", "canonical_elsewhere", "google_markup"),
    *text("google_noindex", "bing_noindex"),
    *text("google_robots", "google_line", "bing_robots", "bing_line"),
    *time("checked_at", "retry_at"),
)

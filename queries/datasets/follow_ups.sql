-- One row per follow-up planned for the range.
-- It is known at as_of when it had been read or fallen due by then.
-- source: outreach
select
    follow_up_id,
    attempt_id,
    campaign_id,
    subject,
    scheduled_for,
    is_sent as sent,
    sent_at,
    client_id
from mart_follow_ups
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (:any_sender or sender_email in :senders)
    and coalesce(scheduled_for, first_seen_at) >= :start_at
    and coalesce(scheduled_for, first_seen_at) < :end_at
    and least(scheduled_for, first_seen_at) <= :outreach_as_of
order by scheduled_for, follow_up_id

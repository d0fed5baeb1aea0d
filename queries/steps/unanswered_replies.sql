-- One row per interested reply that waits at as_of, whatever the range.
-- No mail went to the lead (without a lead, to the address in that campaign)
-- since, and no placement was seen.
select
    reply_id,
    hours_between(received_at, :outreach_as_of) as waits_hours
from fact_replies
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (
        :any_sender
        or attempt_id in (
            select attempt_id
            from mart_attempts
            where not :any_sender and sender_email in :senders
        )
    )
    and classification = 'interested'
    and received_at <= :outreach_as_of
    and coalesce(answered_at > :outreach_as_of, true)
    and coalesce(lead_placed_seen_at > :outreach_as_of, true)

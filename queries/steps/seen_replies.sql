-- One row per reply that had come by as_of and that the viewer may see.
-- waits_hours: how long an interested one has waited; no mail went to the lead
-- (without a lead, to the address in that campaign) since, and no placement was seen.
select
    fact_replies.*,
    case
        when classification = 'interested'
            and coalesce(answered_at > :outreach_as_of, true)
            and coalesce(lead_placed_seen_at > :outreach_as_of, true)
            then hours_between(received_at, :outreach_as_of)
    end as waits_hours
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
    and received_at <= :outreach_as_of

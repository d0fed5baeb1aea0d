-- One row per attempt of the range, by the time it was sent or else made.
select
    coalesce(
        case :by
            when 'campaign_id' then campaign_id
            when 'client_id' then client_id
            when 'sender_email' then sender_email
            else 'all'
        end,
        'unassigned'
    ) as group_key,
    status,
    is_sent,
    day_of(counted_at, :zone) as local_day,
    week_of(counted_at, :zone) as local_week
from mart_attempts
where
    (:all_clients or client_id in :clients)
    and (:any_client or client_id in :filter_clients)
    and (:any_campaign or campaign_id in :campaigns)
    and (:any_sender or sender_email in :senders)
    and counted_at >= :start_at
    and counted_at < :end_at
    and counted_at <= :outreach_as_of

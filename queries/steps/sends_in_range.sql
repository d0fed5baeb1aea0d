-- One row per group, status and local day of the range, or some of them, by the
-- time an attempt was sent or else made. Zones keep to quarters of an hour, so
-- that local days need be found for few rows only: that costs more than to
-- count. Days of UTC are the cheapest of all.
with grouped_attempts as (
    select
        coalesce(
            case :by
                when 'campaign_id' then campaign_id
                when 'client_id' then client_id
                when 'sender_email' then
                    case
                        when :all_clients then sender_email
                        else masked_address(sender_email)
                    end
                else 'all'
            end,
            'unassigned'
        ) as group_key,
        status,
        case
            when :zone = 'UTC' then cast(counted_at as date)
            else quarter_hour_of(counted_at)
        end as counted_at
    from mart_attempts
    where
        (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
        and (:any_campaign or campaign_id in :campaigns)
        and (:any_sender or sender_email in :senders)
        and counted_at >= :start_at
        and counted_at < :end_at
        and counted_at <= :outreach_as_of
)

select
    group_key,
    status,
    day_of(counted_at, :zone) as local_day,
    count(*) as attempts
from grouped_attempts
group by group_key, status, counted_at

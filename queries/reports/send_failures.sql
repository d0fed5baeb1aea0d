-- One row per group, outcome and reason.
-- Attempts made in the range that were refused by policy or failed to be sent,
-- beside all attempts made; a server that stores no refused attempts shows none.
-- source: outreach
-- by: campaign_id, client_id, sender_email
with made_attempts as (
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
        coalesce(nullif(decision_reason, ''), 'no reason given') as reason
    from mart_attempts
    where
        (:all_clients or client_id in :clients)
        and (:any_client or client_id in :filter_clients)
        and (:any_campaign or campaign_id in :campaigns)
        and (:any_sender or sender_email in :senders)
        and coalesce(created_at, counted_at) >= :start_at
        and coalesce(created_at, counted_at) < :end_at
        and coalesce(created_at, counted_at) <= :outreach_as_of
),

totals as (
    select group_key, count(*) as attempts
    from made_attempts
    group by group_key
),

failures as (
    select group_key, status as outcome, reason, count(*) as failures
    from made_attempts
    where status in ('failed', 'blocked')
    group by group_key, status, reason
)

select
    failures.group_key as "group",
    failures.outcome,
    failures.reason,
    failures.failures,
    totals.attempts,
    rate(failures.failures, totals.attempts) as failure_rate,
    wilson_low(failures.failures, totals.attempts) as low,
    wilson_high(failures.failures, totals.attempts) as high
from failures
inner join totals on totals.group_key = failures.group_key
order by
    failures.group_key,
    failures.failures desc,
    failures.outcome,
    failures.reason

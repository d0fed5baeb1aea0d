-- One row per count of campaigns.
with numbers as (
    select
        count(*) filter (where gone_at is null) as campaigns,
        least(count(*) filter (where gone_at is null), 50) as campaigns_50,
        count(*) as campaigns_ever,
        count(*) filter (
            where gone_at is null
            and campaign_id in (
                select campaign_id
                from mart_attempts
                where is_sent and counted_at <= :outreach_as_of
            )
        ) as campaigns_sending,
        1000 as decisions_cap
    from mart_campaigns
    where first_seen_at <= :outreach_as_of
)

select tally, amount
from (unpivot numbers on columns(*) into name tally value amount)

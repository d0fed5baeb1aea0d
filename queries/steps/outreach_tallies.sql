-- One row per campaign, or the workspace, and count that figures may speak of.
-- The workspace is the sum of the campaigns still listed.
-- uses: attempt_tallies, reply_tallies, lead_tallies, day_tallies, campaign_tallies
with of_campaigns as (
    select campaign_id, tally, label, amount
    from attempt_tallies
    union all
    select campaign_id, tally, label, amount
    from reply_tallies
    union all
    select campaign_id, tally, label, amount
    from lead_tallies
    union all
    select campaign_id, tally, label, amount
    from day_tallies
)

select
    'campaign' as kind,
    campaign_id as subject,
    tally,
    label,
    cast(amount as double) as amount
from of_campaigns
union all
select
    'workspace',
    'workspace',
    tally,
    label,
    cast(sum(amount) as double)
from of_campaigns
where campaign_id in (
    select campaign_id
    from mart_campaigns
    where gone_at is null
)
group by tally, label
union all
select
    'workspace',
    'workspace',
    tally,
    cast(null as varchar),
    cast(amount as double)
from campaign_tallies

-- One row per campaign, count of its leads and, where counted so, status.
-- uses: lead_stages
with numbers as (
    select
        campaign_id,
        count(*) as leads,
        least(count(*), 50) as leads_50,
        count(*) filter (where stage >= 1) as leads_contacted,
        count(first_contacted_at) as leads_written_to,
        count(*) filter (where stage >= 3) as leads_replied,
        count(*) filter (where stage >= 4) as leads_positive,
        count(*) filter (where stage >= 5) as leads_placed,
        count(*) filter (where status = 'placed') as leads_placed_now,
        count(*) filter (where is_reply_mature and is_replied_in_time)
            as reply_k,
        count(*) filter (where is_reply_mature) as reply_n,
        count(*) filter (where is_placement_mature and is_placed_in_time)
            as placed_k,
        count(*) filter (where is_placement_mature) as placed_n
    from lead_stages
    group by campaign_id
)

select
    campaign_id,
    tally,
    cast(null as varchar) as label,
    amount
from (
    unpivot numbers on columns(* exclude (campaign_id))
    into name tally value amount
)
union all
select
    campaign_id,
    'leads_in_status',
    status,
    count(*)
from lead_stages
group by campaign_id, status

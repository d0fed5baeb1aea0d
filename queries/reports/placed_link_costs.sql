-- One row per group and currency of what outreach cost, for staff: entered costs
-- of whole months of the range that are over, by the leads first read as placed
-- in the same months.
-- A month without an entry has neither cost nor leads here. Costs of one campaign
-- meet its leads, costs of all campaigns meet those of all; none is divided.
-- source: outreach
-- by: month, campaign_id
with entries as (
    select
        coalesce(
            case :by
                when 'month' then strftime(month, '%Y-%m')
                when 'campaign_id' then campaign_id
                else 'all'
            end,
            'unassigned'
        ) as group_key,
        currency,
        month,
        campaign_id,
        hours,
        work_cost,
        tool_cost
    from mart_outreach_spend
    where :all_clients
        and (:any_client or client_id in :filter_clients)
        and (:any_campaign or campaign_id in :campaigns)
        and utc_time(month, :zone) >= :start_at
        and utc_time(month + interval '1 month', :zone) <= :end_at
        and utc_time(month + interval '1 month', :zone) <= :outreach_as_of
),

placed_leads as (
    select
        lead_id,
        campaign_id,
        date_trunc('month', local_time(placed_seen_at, :zone)) as month,
        last_seen_not_placed_at is null as is_placed_from_start
    from mart_leads
    where placed_seen_at <= :outreach_as_of
        and created_at <= :outreach_as_of
),

placed as (
    select
        entries.group_key,
        entries.currency,
        count(distinct placed_leads.lead_id) as leads,
        count(distinct placed_leads.lead_id) filter (
            where placed_leads.is_placed_from_start
        ) as leads_from_start
    from entries
    inner join placed_leads
        on placed_leads.month = entries.month
        and (
            entries.campaign_id is null
            or entries.campaign_id = placed_leads.campaign_id
        )
    group by entries.group_key, entries.currency
),

sums as (
    select
        group_key,
        currency,
        count(distinct month) as months,
        cast(sum(hours) as double) as hours,
        cast(sum(work_cost) as double) as work_cost,
        cast(sum(tool_cost) as double) as tool_cost,
        cast(sum(work_cost + tool_cost) as double) as spend
    from entries
    group by group_key, currency
)

select
    sums.group_key as "group",
    sums.currency,
    sums.months,
    sums.hours,
    sums.work_cost,
    sums.tool_cost,
    sums.spend,
    coalesce(placed.leads, 0) as placed,
    coalesce(placed.leads_from_start, 0) as placed_from_start,
    rate(sums.spend, placed.leads) as cost_per_placed,
    rate(sums.spend, count_high(placed.leads)) as cost_per_placed_low,
    rate(sums.spend, count_low(placed.leads)) as cost_per_placed_high
from sums
left join placed
    on placed.group_key = sums.group_key
    and placed.currency = sums.currency
order by sums.group_key, sums.currency

-- One row per case of the two periods: a promise due, a link old enough, a lead
-- contacted long enough ago, each with its segment and whether it went well.
-- A day that is not over is left out.
-- uses: promises_in_range, known_links, lead_stages
with cases as (
    select
        'promise_kept' as figure,
        group_key,
        first_promised_at as counted_at,
        is_on_time as is_good,
        day_start(cast(:as_of as timestamp), :zone) as complete_until
    from promises_in_range
    where is_due and :by in ('none', 'package', 'niche', 'client_id')
    union all
    select
        'indexed_7d',
        group_key,
        live_at,
        coalesce(indexed_hours <= 168, false),
        day_start(cast(:as_of as timestamp), :zone)
    from known_links
    where age_hours >= 168
        and known_from_hours <= 168
        and :by in ('none', 'package', 'niche', 'platform', 'client_id')
    union all
    select
        'positive',
        lead_stages.group_key,
        mart_leads.created_at,
        lead_stages.is_positive_in_time,
        day_start(cast(:outreach_as_of as timestamp), :zone)
    from lead_stages
    inner join mart_leads on mart_leads.lead_id = lead_stages.lead_id
    where lead_stages.is_reply_mature
        and :by in ('none', 'client_id', 'campaign_id')
)

select
    figure,
    group_key,
    is_good,
    counted_at >= :now_start_at and counted_at < :now_end_at as is_now,
    counted_at >= :before_start_at and counted_at < :before_end_at as is_before
from cases
where counted_at < complete_until

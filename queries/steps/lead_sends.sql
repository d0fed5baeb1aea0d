-- One row per lead of the range that was written to, with its sent attempts.
-- uses: leads_in_range
select
    attempts.lead_id,
    count(*) as sends,
    min(attempts.counted_at) as first_contacted_at,
    max(attempts.counted_at) as last_contacted_at
from mart_attempts as attempts
inner join leads_in_range
    on leads_in_range.lead_id = attempts.lead_id
    and leads_in_range.campaign_id = attempts.campaign_id
where attempts.is_sent and attempts.counted_at <= :outreach_as_of
group by attempts.lead_id

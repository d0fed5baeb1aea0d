-- One row per group, fate and reason of URLs that were not submitted.
-- uses: workflow_urls, workflow_counts
-- source: indexing
-- by: campaign_id, client_id, host, month
with reasons as (
    select group_key, fate, drop_reason, count(*) as urls
    from workflow_urls
    where drop_reason is not null
    group by group_key, fate, drop_reason
)

select
    reasons.group_key as "group",
    reasons.fate,
    reasons.drop_reason as reason,
    reasons.urls,
    rate(reasons.urls, counts.collected) as share,
    wilson_low(reasons.urls, counts.collected) as low,
    wilson_high(reasons.urls, counts.collected) as high
from reasons
inner join workflow_counts as counts
    on counts.group_key = reasons.group_key
order by reasons.group_key, reasons.urls desc, reasons.fate, reasons.drop_reason

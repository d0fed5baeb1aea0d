-- One row per group and status.
-- Where leads are now, not what they reached.
-- uses: lead_statuses
-- source: outreach
-- by: campaign_id, client_id, source, month
with labelled_leads as (
    select
        group_key,
        lead_status_label(known_status) as status
    from lead_statuses
)

select
    group_key as "group",
    status,
    count(*) as leads
from labelled_leads
group by group_key, status
order by group_key, count(*) desc, status

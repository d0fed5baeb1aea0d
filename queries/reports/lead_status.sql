-- One row per group and status.
-- Where leads are now, not what they reached.
-- uses: leads_in_range, lead_statuses
-- source: outreach
-- by: campaign_id, client_id, source, month
with labelled_leads as (
    select
        leads_in_range.group_key,
        lead_status_label(lead_statuses.status) as status
    from leads_in_range
    inner join lead_statuses
        on lead_statuses.lead_id = leads_in_range.lead_id
)

select
    group_key as "group",
    status,
    count(*) as leads
from labelled_leads
group by group_key, status
order by group_key, count(*) desc, status

-- One row per group of leads.
-- Bounces (an upper bound: the status is set by hand and may hold refusals),
-- follow-ups, the suppression list, and where status and mails disagree.
-- uses: lead_stages, groups_of_leads, lead_addresses, follow_up_leads
-- source: outreach
-- by: campaign_id, client_id, source, month
with lead_counts as (
    select
        group_key,
        count(*) filter (where stage >= 1) as contacted,
        count(*) filter (
            where status = 'bounced'
            and stage >= 1
            and coalesce(best_class <> 'not_interested', true)
        ) as bounced,
        count(*) filter (
            where first_contacted_at is null
            and status not in ('discovered', 'lost', 'unsubscribed')
        ) as status_without_mail,
        count(*) filter (
            where first_contacted_at is not null and status = 'discovered'
        ) as mail_without_status,
        count(*) as leads
    from lead_stages
    group by group_key
),

follow_up_counts as (
    select
        group_key,
        count(*) as eligible,
        count(*) filter (where is_covered) as covered,
        count(*) filter (where is_planned) as planned,
        count(*) filter (where is_overdue) as overdue
    from follow_up_leads
    group by group_key
),

address_counts as (
    select
        group_key,
        count(*) as addresses,
        count(listed_at) as listed,
        count(*) filter (where listed_at <= first_sent_at) as listed_before,
        count(*) filter (where listed_at > first_sent_at) as listed_after
    from lead_addresses
    group by group_key
)

select
    groups_of_leads.group_key as "group",
    coalesce(lead_counts.contacted, 0) as contacted,
    coalesce(lead_counts.bounced, 0) as bounced,
    rate(lead_counts.bounced, lead_counts.contacted) as bounce_rate,
    wilson_low(lead_counts.bounced, lead_counts.contacted) as bounce_low,
    wilson_high(lead_counts.bounced, lead_counts.contacted) as bounce_high,
    rate(lead_counts.contacted - lead_counts.bounced, lead_counts.contacted)
        as delivery_rate,
    coalesce(follow_up_counts.eligible, 0) as follow_up_eligible,
    coalesce(follow_up_counts.covered, 0) as followed_up,
    rate(follow_up_counts.covered, follow_up_counts.eligible)
        as follow_up_rate,
    wilson_low(follow_up_counts.covered, follow_up_counts.eligible)
        as follow_up_low,
    wilson_high(follow_up_counts.covered, follow_up_counts.eligible)
        as follow_up_high,
    coalesce(follow_up_counts.planned, 0) as follow_up_planned,
    coalesce(follow_up_counts.overdue, 0) as follow_up_overdue,
    coalesce(address_counts.addresses, 0) as addresses,
    coalesce(address_counts.listed, 0) as suppressed,
    rate(address_counts.listed, address_counts.addresses) as suppression_rate,
    wilson_low(address_counts.listed, address_counts.addresses)
        as suppression_low,
    wilson_high(address_counts.listed, address_counts.addresses)
        as suppression_high,
    coalesce(address_counts.listed_before, 0) as suppressed_before,
    coalesce(address_counts.listed_after, 0) as suppressed_after,
    coalesce(lead_counts.leads, 0) as leads,
    coalesce(lead_counts.status_without_mail, 0) as status_without_mail,
    coalesce(lead_counts.mail_without_status, 0) as mail_without_status
from groups_of_leads
left join lead_counts on lead_counts.group_key = groups_of_leads.group_key
left join follow_up_counts
    on follow_up_counts.group_key = groups_of_leads.group_key
left join address_counts
    on address_counts.group_key = groups_of_leads.group_key
order by groups_of_leads.group_key

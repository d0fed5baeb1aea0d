-- One row per group and number of mails sent before the first human reply.
-- Among leads that answered after a mail.
-- uses: leads_in_range, lead_evidence
-- source: outreach
-- by: campaign_id, client_id, source, month
with touches as (
    select
        lead_evidence.group_key,
        lead_evidence.lead_id,
        count(*) as mails
    from lead_evidence
    inner join mart_attempts as attempts
        on attempts.lead_id = lead_evidence.lead_id
        and attempts.campaign_id = lead_evidence.campaign_id
    where
        attempts.is_sent
        and attempts.counted_at <= lead_evidence.answered_at
    group by lead_evidence.group_key, lead_evidence.lead_id
),

counts as (
    select group_key, mails, count(*) as leads
    from touches
    group by group_key, mails
),

shares as (
    select
        counts.*,
        cast(sum(leads) over (partition by group_key) as bigint)
            as replying_leads
    from counts
)

select
    group_key as "group",
    mails,
    leads,
    replying_leads,
    rate(leads, replying_leads) as share,
    wilson_low(leads, replying_leads) as low,
    wilson_high(leads, replying_leads) as high
from shares
order by group_key, mails

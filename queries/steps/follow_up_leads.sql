-- One row per lead of the range that was due a second mail: first written to at
-- least five days before as_of, no person's reply within those days, and neither
-- bounced nor suppressed. The vendor's word that a follow-up was sent is not
-- believed: a second sent mail counts.
-- uses: leads_in_range, lead_evidence, lead_addresses, suppressed_names
with suppressed_leads as (
    -- its own address, or one that it was written to
    select lead_id
    from leads_in_range
    where contact_email in (select name from suppressed_names)
        or domain_of(contact_email) in (select name from suppressed_names)
    union
    select attempts.lead_id
    from mart_attempts as attempts
    inner join lead_addresses
        on lead_addresses.address = attempts.recipient_email
    where lead_addresses.listed_at is not null
        and attempts.is_sent
        and attempts.counted_at <= :outreach_as_of
        and attempts.lead_id is not null
),

planned as (
    select
        attempts.lead_id,
        max(follow_ups.scheduled_for) as last_planned_for
    from mart_follow_ups as follow_ups
    inner join mart_attempts as attempts
        on attempts.attempt_id = follow_ups.attempt_id
    group by attempts.lead_id
)

select
    lead_evidence.group_key,
    lead_evidence.lead_id,
    lead_evidence.sends > 1 as is_covered,
    lead_evidence.sends <= 1
    and coalesce(planned.last_planned_for > :outreach_as_of, false)
        as is_planned,
    lead_evidence.sends <= 1
    and coalesce(planned.last_planned_for <= :outreach_as_of, false)
        as is_overdue
from lead_evidence
left join planned on planned.lead_id = lead_evidence.lead_id
where
    follow_up_due(lead_evidence.first_contacted_at) <= :outreach_as_of
    and coalesce(lead_evidence.status <> 'bounced', true)
    and coalesce(
        lead_evidence.answered_at
        >= follow_up_due(lead_evidence.first_contacted_at),
        true
    )
    and lead_evidence.lead_id not in (select lead_id from suppressed_leads)

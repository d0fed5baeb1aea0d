-- One row per rule: how many cases the range holds, and the latest of them.
-- The target of the first four is none; the others say where counts may be off.
-- uses: compliance_cases
-- source: outreach
with rules as (
    select 1 as position, 'sent_after_refusal' as kind, true as is_breach
    union all
    select 2, 'refusal_not_listed', true
    union all
    select 3, 'over_sender_cap', true
    union all
    select 4, 'over_domain_cap', true
    union all
    select 5, 'reply_unmatched', false
    union all
    select 6, 'replies_collide', false
)

select
    rules.kind,
    rules.is_breach,
    count(compliance_cases.kind) as cases,
    count(distinct compliance_cases.address) as addresses,
    max(compliance_cases.happened_at) as latest_at
from rules
left join compliance_cases on compliance_cases.kind = rules.kind
group by rules.position, rules.kind, rules.is_breach
order by rules.position

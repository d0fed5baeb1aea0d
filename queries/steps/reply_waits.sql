-- One row per contacted lead.
-- The time from its first mail to its first human reply, which carries the time
-- at which a poll saw it, the right edge of the truth.
-- uses: lead_evidence
select
    group_key,
    cast(null as double) as entry_hours,
    hours_between(
        first_contacted_at, coalesce(answered_at, :outreach_as_of)
    ) as exit_hours,
    case when answered_at is null then 'open' else 'event' end as ending
from lead_evidence
where first_contacted_at is not null

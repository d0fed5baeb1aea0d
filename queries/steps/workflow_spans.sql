-- One row per accepted URL: from its first accepted submission to the look that
-- first saw it indexed, else to the last look that did not. A look that told
-- nothing neither ends nor extends; what was indexed before never enters.
-- uses: workflow_urls
with accepted_urls as (
    select
        group_key,
        hours_between(
            first_accepted_at,
            case
                when first_indexed_at >= first_accepted_at then first_indexed_at
            end
        ) as indexed_hours,
        hours_between(
            first_accepted_at,
            case
                when last_not_indexed_at >= first_accepted_at
                    then last_not_indexed_at
            end
        ) as open_hours
    from workflow_urls
    where is_accepted
        and (first_indexed_at is null or first_indexed_at >= first_accepted_at)
)

select
    group_key,
    cast(null as double) as entry_hours,
    coalesce(indexed_hours, open_hours, 0) as exit_hours,
    case when indexed_hours is not null then 'event' else 'open' end as ending
from accepted_urls

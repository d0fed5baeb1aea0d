-- One row per URL that was checked: what engines and pages said up to as_of.
-- What a vendor or a person reports is not a check.
with ranked_checks as (
    select
        url_sha256,
        engine,
        method,
        state,
        checked_at,
        row_number() over (
            partition by url_sha256
            order by
                case when state = 'not_permitted' then 1 else 0 end,
                checked_at desc,
                engine,
                method,
                state
        ) as recency
    from mart_index_checks
    where checked_at <= :as_of and confidence in ('authoritative', 'observed')
)

select
    url_sha256,
    max(state) filter (where recency = 1) as state,
    max(coalesce(method, engine)) filter (where recency = 1) as source,
    min(checked_at) filter (where state = 'indexed') as first_indexed_at,
    min(checked_at) filter (where state in ('noindex', 'dead')) as first_ended_at
from ranked_checks
group by url_sha256

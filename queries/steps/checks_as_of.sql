-- One row per URL that was checked: what engines and pages said up to as_of.
-- What a vendor or a person reports is not a check. A look at a page holds until
-- the next one, which may find it mended (`clear`).
with known_checks as (
    select
        url_sha256,
        engine,
        method,
        state,
        checked_at,
        max(case when method = 'page_check' then checked_at end)
            over (partition by url_sha256) as last_look_at
    from mart_index_checks
    where checked_at <= :as_of and confidence in ('authoritative', 'observed')
),

ranked_checks as (
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
    from known_checks
    where state <> 'clear'
        and (coalesce(method, '') <> 'page_check' or checked_at = last_look_at)
)

select
    url_sha256,
    max(state) filter (where recency = 1) as state,
    max(coalesce(method, engine)) filter (where recency = 1) as source,
    min(checked_at) filter (where state = 'indexed') as first_indexed_at,
    min(checked_at) filter (where state in ('noindex', 'dead')) as first_ended_at
from ranked_checks
group by url_sha256

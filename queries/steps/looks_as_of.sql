-- One row per URL into whose index state somebody looked by as_of. A look that
-- told nothing is counted, and changes nothing.
with ranked_looks as (
    select
        mart_index_looks.*,
        row_number() over (
            partition by url_sha256, is_observation
            order by checked_at desc, verdict, method
        ) as recency
    from mart_index_looks
    where checked_at <= :as_of
)

select
    url_sha256,
    count(*) as looks,
    count(*) filter (where is_observation) as observations,
    max(verdict) filter (where is_observation and recency = 1) as verdict,
    max(reason_code) filter (where is_observation and recency = 1)
        as reason_code,
    max(method) filter (where is_observation and recency = 1) as method,
    max(engine) filter (where is_observation and recency = 1) as engine,
    max(checked_at) filter (where is_observation) as last_look_at,
    min(checked_at) filter (where verdict = 'indexed') as first_indexed_at,
    max(checked_at) filter (where verdict in ('not_indexed', 'not_seen'))
        as last_not_indexed_at
from ranked_looks
group by url_sha256

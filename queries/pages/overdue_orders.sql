-- One row per order that is past its first promise and still open, longest first.
-- uses: promises_in_range
-- source: podcast
select
    order_id,
    client_id,
    client_name,
    package,
    created_at,
    first_promised_at,
    lateness_hours,
    hours_between(created_at, cast(:as_of as timestamp)) as age_hours,
    links_total,
    links_delivered
from promises_in_range
where is_overdue
order by lateness_hours desc, order_id

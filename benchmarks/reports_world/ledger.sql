insert into clients by name
select
    key('cus', unnest(range(40))) as client_id,
    'Client ' || unnest(range(40)) as name,
    last_sync() as updated_at;

insert into price_book by name
select
    unnest(['starter', 'growth', 'scale']) as package,
    cast('2020-01-01' as timestamp) as valid_from,
    unnest([99, 249, 599]) as price,
    'USD' as currency;

-- A year of runs, one an hour and source.
insert into sync_runs by name
with drawn_runs as (
    select
        number,
        source,
        hours_after(last_sync(), -number) as finished_at
    from (select unnest(range(8760)) as number)
    cross join (select unnest(['podcast', 'outreach', 'indexing']) as source)
)

select
    source || number as run_id,
    source,
    case when number % 50 = 7 then 'failed' else 'ok' end as status,
    'Done.' as message,
    'schedule' as trigger,
    number % 9 as requests,
    json_object('rows', json_object(
        source || '_rows', json_object('received', number, 'inserted', 1)
    )) as detail,
    hours_after(finished_at, -0.01) as started_at,
    finished_at
from drawn_runs;

insert into requests by name
select
    source,
    run_id,
    '/v1/rows' as endpoint,
    'ok' as outcome,
    200 as status,
    1 as attempt,
    0.1 as seconds,
    finished_at as sent_at,
    finished_at
from sync_runs;

insert into quarantine by name
select
    key('q', unnest(range(500))) as quarantine_id,
    'podcast' as source,
    'orders' as entity,
    'bad_time' as reason,
    '{}' as raw,
    1 as times_seen,
    hours_after(last_sync(), -500) as first_seen_at,
    last_sync() as last_seen_at

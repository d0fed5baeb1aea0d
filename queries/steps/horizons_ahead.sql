-- One row per horizon for which open work is foretold.
select 24 as horizon_hours
union all
select 72
union all
select 168
union all
select 336

-- One row per horizon at which the share of indexed links is told.
select 1 as hours
union all
select 24
union all
select 168

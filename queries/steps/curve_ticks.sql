-- One row per hour that stands under the axis of a curve.
select 0 as hours
union all
select 1
union all
select 6
union all
select 24
union all
select 48
union all
select 72
union all
select 96
union all
select 120
union all
select 144
union all
select 168
union all
select 240
union all
select 336
union all
select 504
union all
select 720

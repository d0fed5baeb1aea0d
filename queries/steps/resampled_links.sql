-- One row per moment, package and horizon: how far the expected links move from
-- one bootstrap sample of the orders to the next (variance).
-- uses: open_orders_then, horizons_ahead, resampled_curves
with classes as (
    select
        group_key,
        grid_hour(age_hours) as age_hours,
        sum(links_open) as links_open
    from open_orders_then
    group by group_key, grid_hour(age_hours)
),

-- the lists of a sample are read at the place of an hour on the grid
places as (
    select
        classes.group_key,
        classes.links_open,
        horizons_ahead.horizon_hours,
        grid_place(classes.age_hours) as start_place,
        grid_place(grid_hour(classes.age_hours + horizons_ahead.horizon_hours))
            as end_place
    from classes
    cross join horizons_ahead
),

samples as (
    select
        places.group_key,
        places.horizon_hours,
        curves.replicate,
        sum(
            places.links_open
            * case when curves.survivals[places.start_place] > 1e-6 then
                greatest(
                    least(
                        (
                            curves.shares[places.end_place]
                            - curves.shares[places.start_place]
                        ) / curves.survivals[places.start_place],
                        1
                    ),
                    0
                )
                else 0
            end
        ) as links
    from places
    inner join resampled_curves as curves
        on curves.group_key = places.group_key
    group by places.group_key, places.horizon_hours, curves.replicate
)

select group_key, horizon_hours, var_samp(links) as variance
from samples
group by group_key, horizon_hours

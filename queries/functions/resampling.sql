-- A number between 0 and 1 that hangs on a text alone: chance with a fixed seed.
create or replace macro uniform_of(seed) as
    (cast(hash(seed) % 1000003 as double) + 0.5) / 1000003;

-- The weight that n cases get in one replicate of a Bayesian bootstrap: the sum
-- of n exponential draws, by Wilson and Hilferty's cube of a normal one.
create or replace macro weight_of(n, seed) as
    n * pow(
        greatest(
            1 - 1 / (9.0 * n)
            + sqrt(-2 * ln(uniform_of(seed || '/1')))
            * cos(2 * pi() * uniform_of(seed || '/2')) / (3 * sqrt(n)),
            0
        ),
        3
    );

-- The hour of a grid at or after a time: each hour to 96, then each sixth to 720.
create or replace macro grid_hour(hours) as
    cast(
        case
            when hours <= 96 then greatest(ceil(hours), 0)
            else least(ceil(hours / 6) * 6, 720)
        end as integer
    );

-- Where an hour of the grid stands in a list over all its hours.
create or replace macro grid_place(hours) as
    cast(
        case when hours <= 96 then hours + 1 else 97 + (hours - 96) / 6 end
        as integer
    );

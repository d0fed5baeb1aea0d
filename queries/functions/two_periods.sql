-- The UTC moment at which the local day of a moment began.
create or replace macro day_start(utc_at, zone) as
    utc_time(cast(day_of(utc_at, zone) as timestamp), zone);

-- The error function by its series of positive terms, exact to 1e-15; DuckDB has
-- none. Beyond 6 it is 1 to the last digit of a double.
create or replace macro error_function(x) as
    case
        when x = 0 then 0
        when x >= 6 then 1
        else list_sum(
            list_transform(
                generate_series(0, 180),
                lambda i: exp((2 * i + 1) * ln(x) - x * x - lgamma(i + 1.5))
            )
        )
    end;

-- Two shares with one common rate: the two-sided chance of a difference at least
-- this large (score test). 1 where nobody or everybody has the event.
create or replace macro chance_of_difference(k1, n1, k0, n0) as
    case
        when n1 <= 0 or n0 <= 0 then null
        when k1 + k0 = 0 or k1 + k0 = n1 + n0 then 1.0
        else 1 - error_function(
            abs(cast(k1 as double) / n1 - cast(k0 as double) / n0)
            / sqrt(
                cast(k1 + k0 as double) / (n1 + n0)
                * (1 - cast(k1 + k0 as double) / (n1 + n0))
                * (1.0 / n1 + 1.0 / n0)
            )
            / sqrt(2.0)
        )
    end;

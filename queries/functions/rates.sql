-- Rates with their 95 % limits; an empty denominator gives null, never 0.
create or replace macro rate(k, n) as
    case when n > 0 then cast(k as double) / n end;

-- Wilson 1927; z = 1.959963984540054. The ends are exact at 0 of n and n of n.
create or replace macro wilson_low(k, n) as
    case
        when n is null or k is null or n <= 0 then null
        when k <= 0 then 0.0
        else (
            cast(k as double) / n + 3.8414588206941254 / (2 * n)
            - 1.959963984540054 * sqrt(
                cast(k as double) / n * (1 - cast(k as double) / n) / n
                + 3.8414588206941254 / (4e0 * n * n)
            )
        ) / (1 + 3.8414588206941254 / n)
    end;

create or replace macro wilson_high(k, n) as
    case
        when n is null or k is null or n <= 0 then null
        when k >= n then 1.0
        else (
            cast(k as double) / n + 3.8414588206941254 / (2 * n)
            + 1.959963984540054 * sqrt(
                cast(k as double) / n * (1 - cast(k as double) / n) / n
                + 3.8414588206941254 / (4e0 * n * n)
            )
        ) / (1 + 3.8414588206941254 / n)
    end;

-- Newcombe 1998, method 10: limits of the difference of two rates with limits.
create or replace macro change_low(p1, low1, high1, p0, low0, high0) as
    (p1 - p0) - sqrt((p1 - low1) * (p1 - low1) + (high0 - p0) * (high0 - p0));

create or replace macro change_high(p1, low1, high1, p0, low0, high0) as
    (p1 - p0) + sqrt((high1 - p1) * (high1 - p1) + (p0 - low0) * (p0 - low0));

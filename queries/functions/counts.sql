-- Counts of events that come at one rate (Poisson) and their 95 % score limits,
-- as Wilson's are for shares; z = 1.959963984540054.

-- Limits of the count in a time that is `ratio` times the one in which k came,
-- whole numbers; what rounding adds to one that is whole already is taken off.
create or replace macro further_count_low(k, ratio) as
    case when ratio is not null then
        greatest(
            ceil(
                ratio * (k + 1.9207294103470627)
                - 1.959963984540054 * sqrt(
                    ratio * (1 + ratio) * k
                    + 0.9603647051735314 * ratio * ratio
                )
                - 1e-9
            ),
            0
        )
    end;

create or replace macro further_count_high(k, ratio) as
    floor(
        ratio * (k + 1.9207294103470627)
        + 1.959963984540054 * sqrt(
            ratio * (1 + ratio) * k + 0.9603647051735314 * ratio * ratio
        )
        + 1e-9
    );

-- Limits of the mean that a count k is drawn from.
create or replace macro count_low(k) as
    k + 1.9207294103470627
    - 1.959963984540054 * sqrt(k + 0.9603647051735314);

create or replace macro count_high(k) as
    k + 1.9207294103470627
    + 1.959963984540054 * sqrt(k + 0.9603647051735314);

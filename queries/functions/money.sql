-- How many full days of value are lost in a wait of some days, when value would
-- grow evenly over its first ramp_days and stay: the integral of min(1, t / ramp).
-- Without a ramp every day is a full one.
create or replace macro days_of_value(days, ramp_days) as
    case
        when coalesce(ramp_days, 0) <= 0 then days
        when days < ramp_days then days * days / (2 * ramp_days)
        else days - ramp_days / 2
    end;

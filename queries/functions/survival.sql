-- Log-log limits of a survival share s; null where ln ln s is not defined (s = 0 or 1).
create or replace macro loglog_low(s, variance) as
    case when s > 0 and s < 1 and variance >= 0 then
        pow(s, exp(1.959963984540054 * sqrt(variance) / (s * abs(ln(s)))))
    end;

create or replace macro loglog_high(s, variance) as
    case when s > 0 and s < 1 and variance >= 0 then
        pow(s, exp(-1.959963984540054 * sqrt(variance) / (s * abs(ln(s)))))
    end;

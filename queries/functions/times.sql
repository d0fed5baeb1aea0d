-- Elapsed hours; daylight saving does not touch them, because both ends are UTC.
create or replace macro hours_between(from_at, to_at) as
    (epoch_us(to_at) - epoch_us(from_at)) / 3600000000.0;

-- A time some hours later, to the microsecond; none beyond a hundred years, which
-- no calendar of ours holds.
create or replace macro after_hours(from_at, hours) as
    case
        when abs(hours) <= 876600 then
            make_timestamp(
                epoch_us(from_at) + cast(round(hours * 3600000000) as bigint)
            )
    end;

-- Wall-clock time in a zone. UTC skips ICU, which is eight times slower.
create or replace macro local_time(utc_at, zone) as
    case
        when zone = 'UTC' then utc_at
        else timezone(zone, timezone('UTC', utc_at))
    end;

-- The UTC moment at which clocks in a zone show a time.
create or replace macro utc_time(local_at, zone) as
    case
        when zone = 'UTC' then local_at
        else timezone('UTC', timezone(zone, local_at))
    end;

create or replace macro day_of(utc_at, zone) as
    cast(local_time(utc_at, zone) as date);

-- The Monday of the local week.
create or replace macro week_of(utc_at, zone) as
    cast(date_trunc('week', local_time(utc_at, zone)) as date);

create or replace macro month_of(utc_at, zone) as
    strftime(local_time(utc_at, zone), '%Y-%m');

-- Every Monday from the first to the last, both included.
create or replace macro weeks_from(first_monday, last_monday) as
    generate_series(first_monday, last_monday, interval '7 days');

-- The beginning of the quarter of an hour in which a moment lies.
create or replace macro quarter_hour_of(utc_at) as
    time_bucket(interval '15 minutes', utc_at);

-- How many of some times had come by a moment.
create or replace macro count_until(times, moment) as
    len(list_filter(times, lambda one_time : one_time <= moment));

-- The same numbers give the same world on every run of one DuckDB version.
create temp macro dice(number, salt) as
    (hash(number, salt) % 1000003) / 1000003.0;

create temp macro draw(number, salt, choices) as
    choices[1 + cast(hash(number, salt) % len(choices) as integer)];

create temp macro hours_after(moment, hours) as
    moment + to_seconds(cast(round(hours * 3600) as bigint));

create temp macro exponential(mean, number, salt) as
    -mean * ln(1 - dice(number, salt));

create temp macro key(prefix, number) as
    prefix || '_' || lpad(cast(number as varchar), 9, '0');

-- The moment of the last sync; nothing in this world is younger.
create temp macro last_sync() as cast('2026-11-01' as timestamp)

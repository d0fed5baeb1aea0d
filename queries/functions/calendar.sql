-- Every local day from the first to the last, both included.
create or replace macro days_from(first_day, last_day) as
    generate_series(first_day, last_day, interval '1 day');

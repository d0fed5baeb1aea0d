-- Every local day (every Monday) from the first to the last, both included.
create or replace macro days_from(first_day, last_day) as
    generate_series(first_day, last_day, interval '1 day');

create or replace macro weeks_from(first_monday, last_monday) as
    generate_series(first_monday, last_monday, interval '7 days');

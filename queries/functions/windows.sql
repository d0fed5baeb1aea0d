-- How long an outcome of a first mail is waited for.
create or replace macro reply_window_end(first_contacted_at) as
    first_contacted_at + interval '14 days';

create or replace macro placement_window_end(first_contacted_at) as
    first_contacted_at + interval '45 days';

-- When a lead that has not answered is due a second mail.
create or replace macro follow_up_due(first_contacted_at) as
    first_contacted_at + interval '5 days';

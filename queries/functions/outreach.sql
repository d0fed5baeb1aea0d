-- A word of the vendor that no document names keeps its own bucket.
create or replace macro lead_status_label(status) as
    case
        when status in (
            'discovered', 'contacted', 'replied', 'placed', 'bounced', 'lost',
            'unsubscribed'
        ) then status
        when status is null then 'unknown'
        else 'other (' || status || ')'
    end;

create or replace macro reply_class_label(classification) as
    case
        when classification in (
            'interested', 'not_interested', 'out_of_office', 'replied'
        ) then classification
        when classification is null then 'unknown'
        else 'other (' || classification || ')'
    end;

-- Addresses are for staff; others see whose mail it is, not where to write.
create or replace macro masked_address(address) as
    substr(address, 1, 1) || '…@' || split_part(address, '@', 2);

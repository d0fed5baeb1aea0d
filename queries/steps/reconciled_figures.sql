-- One row per figure that a vendor publishes about itself, beside ours.
-- verdict: equal (our own definition gives it), other definition, capped list,
-- window or time zone, stale sync, unexplained. definition is the one that
-- reproduces the figure to half of its last digit, own_definition that of ours.
-- uses: published_figures, figure_definitions, order_tallies, account_tallies
-- uses: outreach_tallies, latest_syncs
with tallies as (
    select kind, subject, tally, label, amount from order_tallies
    union all
    select kind, subject, tally, label, amount from account_tallies
    union all
    select kind, subject, tally, label, amount from outreach_tallies
),

-- what an outreach list does not hold is none; what an order or the account
-- does not tell is unknown
absent as (
    select 'campaign' as kind, cast(0 as double) as amount
    union all
    select 'workspace', 0
),

definition_values as (
    select
        figures.source,
        figures.kind,
        figures.subject,
        figures.figure,
        figures.published,
        figures.rounding,
        definitions.position,
        definitions.verdict,
        definitions.definition,
        coalesce(k_tallies.amount, absent.amount) as k,
        definitions.n is not null as is_rate,
        coalesce(n_tallies.amount, absent.amount) as n,
        definitions.when_empty
    from published_figures as figures
    inner join figure_definitions as definitions
        on definitions.measure = figures.measure
    left join tallies as k_tallies
        on k_tallies.kind = figures.kind
        and k_tallies.subject = figures.subject
        and k_tallies.tally = definitions.k
        and k_tallies.label is not distinct from figures.label
    left join tallies as n_tallies
        on n_tallies.kind = figures.kind
        and n_tallies.subject = figures.subject
        and n_tallies.tally = definitions.n
    left join absent on absent.kind = figures.kind
),

candidates as (
    select
        source,
        kind,
        subject,
        figure,
        published,
        rounding,
        position,
        verdict,
        case
            when is_rate and n = 0
                then 'nothing out of nothing, which the server writes as 0'
            else definition
        end as definition,
        definition as own_words,
        case when is_rate then coalesce(rate(k, n), when_empty) else k end
            as value
    from definition_values
),

-- what a double adds to a decimal number is less than a billionth
matches as (
    select
        candidates.*,
        row_number() over (
            partition by source, kind, subject, figure order by position
        ) as preference
    from candidates
    where abs(value - published) <= rounding + 1e-9
)

select
    figures.source,
    figures.subject,
    figures.figure,
    figures.published,
    case when matches.verdict = 'equal' then matches.value else own.value end
        as ours,
    matches.definition,
    case
        when matches.verdict is not null then matches.verdict
        when latest_syncs.status <> 'ok' then 'stale sync'
        else 'unexplained'
    end as verdict,
    figures.kind,
    figures.client_id,
    own.own_words as own_definition,
    matches.value as reproduced,
    figures.rounding,
    figures.read_at
from published_figures as figures
left join matches
    on matches.source = figures.source
    and matches.kind = figures.kind
    and matches.subject = figures.subject
    and matches.figure = figures.figure
    and matches.preference = 1
left join candidates as own
    on own.source = figures.source
    and own.kind = figures.kind
    and own.subject = figures.subject
    and own.figure = figures.figure
    and own.position = 1
left join latest_syncs on latest_syncs.source = figures.source

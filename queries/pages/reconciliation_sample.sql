-- One row per published figure beside ours, the first 100 of each verdict.
-- figures is how many the verdict has in all; every one is in reconciliation.
-- uses: reconciled_figures
-- source: podcast
-- range: all
with placed_figures as (
    select
        *,
        count(*) over (partition by verdict) as figures,
        row_number() over (
            partition by verdict order by source, kind, subject, figure
        ) as place
    from reconciled_figures
)

select
    kind,
    subject,
    figure,
    published,
    ours,
    rounding,
    verdict,
    definition,
    own_definition,
    figures
from placed_figures
where place <= 100
order by source, kind, subject, figure

-- One row per figure that a vendor publishes about itself, beside ours.
-- verdict: equal (our own definition gives it), other definition, capped list,
-- window or time zone, stale sync, unexplained. definition is the one that
-- reproduces the figure to half of its last digit, own_definition that of ours.
-- uses: reconciled_figures
-- source: podcast
-- range: all
select
    source,
    subject,
    figure,
    published,
    ours,
    definition,
    verdict,
    kind,
    client_id,
    own_definition,
    reproduced,
    rounding,
    read_at
from reconciled_figures
order by source, kind, subject, figure

-- One row per figure that a vendor publishes about itself.
select
    source,
    subject,
    figure,
    value,
    observed_at
from api_figures

-- One row per hour under the axis: the links still watched at that age.
-- uses: at_risk of index_spans
-- source: podcast
select hours, at_risk
from at_risk_of_index_spans
order by hours

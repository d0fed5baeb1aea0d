-- One row per hour under the axis: the orders still watched at that age.
-- uses: at_risk of delivery_spans
-- source: podcast
select hours, at_risk
from at_risk_of_delivery_spans
order by hours

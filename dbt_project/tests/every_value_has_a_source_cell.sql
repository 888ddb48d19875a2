-- A figure without a source cell could not be traced.
select published.indicator_id, published.municipality_code, published.year
from {{ ref('indicator_values') }} as published
left join {{ ref('lineage') }} as lineage
    on published.indicator_id = lineage.indicator_id
    and published.municipality_code = lineage.municipality_code
    and published.year = lineage.year
    and lineage.cell_value is not null
where published.value is not null
group by published.indicator_id, published.municipality_code, published.year
having count(lineage.cell_id) = 0

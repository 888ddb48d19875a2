-- The published numerator, multiplier and denominator are the sums of their source cells, to the last decimal.
with sums as (

    select indicator_id, municipality_code, year, role, cast(sum(weighted_value) as decimal(28, 9)) as total
    from {{ ref('lineage') }}
    group by indicator_id, municipality_code, year, role

),

published as (

    select indicator_id, municipality_code, year, 'numerator' as role, numerator as total
    from {{ ref('indicator_values') }} where price_basis <> 'fixed'
    union all
    select indicator_id, municipality_code, year, 'multiplier' as role, multiplier as total
    from {{ ref('indicator_values') }} where price_basis <> 'fixed'
    union all
    select indicator_id, municipality_code, year, 'denominator' as role, denominator as total
    from {{ ref('indicator_values') }} where price_basis <> 'fixed'

)

select published.*, sums.total as sum_of_terms
from published
left join sums
    on published.indicator_id = sums.indicator_id
    and published.municipality_code = sums.municipality_code
    and published.year = sums.year
    and published.role = sums.role
where published.total is not null and (sums.total is null or sums.total <> published.total)

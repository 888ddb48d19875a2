-- A term whose national total is zero in a year names a code out of use in that year: no figure may rest on it.
select
    terms.indicator_id,
    terms.role,
    terms.term_no,
    terms.year,
    min(terms.codes) as first_codes
from {{ ref('int_indicator_terms') }} as terms
inner join {{ ref('indicator_values') }} as published
    on terms.indicator_id = published.indicator_id
    and terms.municipality_code = published.municipality_code
    and terms.year = published.year
    and published.price_basis <> 'fixed'
inner join {{ source('raw', 'snapshots') }} as snapshots
    on terms.snapshot_id = snapshots.snapshot_id
    and snapshots.origin <> 'delivered'
where published.value is not null and terms.role in ('numerator', 'multiplier', 'denominator')
group by terms.indicator_id, terms.role, terms.term_no, terms.year
having sum(abs(terms.weighted_value)) = 0

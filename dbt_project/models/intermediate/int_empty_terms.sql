{#
    Terms whose national total is zero in a year although they have cells: a code out of use in that year, or figures that
    were lost. What rests on them is held back. Files that are delivered have codes of our own and may hold one
    municipality, whose figure may well be zero.
#}
select distinct
    terms.indicator_id,
    terms.role,
    terms.year
from (
    select indicator_id, role, term_no, year, snapshot_id, weighted_value
    from {{ ref('int_indicator_terms') }}
    where role <> 'weight'
) as terms
inner join {{ source('raw', 'snapshots') }} as snapshots
    on terms.snapshot_id = snapshots.snapshot_id
    and snapshots.origin <> 'delivered'
group by terms.indicator_id, terms.role, terms.term_no, terms.year
having sum(abs(terms.weighted_value)) = 0

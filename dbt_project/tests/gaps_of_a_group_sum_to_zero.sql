-- With the reference of the others unweighted, the gaps of a complete group add up to nothing:
-- sum(x_k) - sum of the means of the others = 0. Six-decimal rounding of each reference is allowed for.
select indicator_id, year, price_basis, sum(gap) as total_gap
from {{ ref('benchmarks') }}
where
    peer_group in (select peer_group from {{ ref('peer_groups') }} where is_compared)
    and municipality_code in (
        select municipality_code from {{ ref('municipalities') }} where is_compared
    )
group by indicator_id, year, price_basis
having abs(sum(gap)) > 0.000001 * count(*)

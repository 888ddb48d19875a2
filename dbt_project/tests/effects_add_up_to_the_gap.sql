-- Price, coverage and mix explain the whole gap; six-decimal rounding of the four is allowed for.
select decomposition_id, municipality_code, year, peer_group
from {{ ref('decomposition') }}
where
    abs(
        gap_dkk_per_inhabitant
        - price_effect_dkk_per_inhabitant
        - coverage_effect_dkk_per_inhabitant
        - mix_effect_dkk_per_inhabitant
    ) > 0.000003

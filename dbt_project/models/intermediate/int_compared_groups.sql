{#
    What a comparison with each group needs. A fixed group is measured in a year when all of its members are; the country and
    the nearest neighbours, when the country is. A mean of six is not the mean of the country, nor one of two that of the
    ten nearest: `fewest_members`.
#}
select
    peer_group,
    kind = 'members' as is_fixed,
    {{ fewest_members('peer_groups') }} as fewest_members,
    {{ var('national_min_areas') }} as fewest_measured
from {{ source('raw', 'peer_groups') }} as peer_groups

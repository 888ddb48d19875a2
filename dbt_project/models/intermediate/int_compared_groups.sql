{#
    What a comparison with each group needs. A fixed group is measured in a year when all of its members are; the country and
    the nearest neighbours, when the country is. A mean of six is not the mean of the country, nor one of two that of the
    ten nearest: `fewest_members`.
#}
select
    peer_group,
    kind = 'members' as is_fixed,
    case kind
        when 'all' then {{ var('national_min_areas') }}
        when 'neighbours' then (neighbours + 1) / 2
        else 1
    end as fewest_members,
    {{ var('national_min_areas') }} as fewest_measured
from {{ source('raw', 'peer_groups') }}

{#
    Who is in a group that somebody is compared with. A fixed group is one group for all (subject_code is null) and may hold
    the subject itself; nearest neighbours are a group of their own for each subject.
#}
select
    peer_group as group_key,
    peer_group,
    cast(null as varchar) as subject_code,
    municipality_code
from {{ source('raw', 'peer_group_members') }}

union all

select
    concat(peer_group, ':', municipality_code) as group_key,
    peer_group,
    municipality_code as subject_code,
    peer_code as municipality_code
from {{ ref('peer_distances') }}

{#
    Nothing is compared with a group of which too few have figures: `n_peers` others, and the municipality itself where the
    group is all. Every mart with a peer group and others that are counted carries it.
#}
{% test enough_peers(model) %}
    select compared.*
    from {{ model }} as compared
    inner join {{ source('raw', 'peer_groups') }} as peer_groups on compared.peer_group = peer_groups.peer_group
    where
        compared.n_peers + case peer_groups.kind when 'all' then 1 else 0 end
        < {{ fewest_members('peer_groups') }}
{% endtest %}

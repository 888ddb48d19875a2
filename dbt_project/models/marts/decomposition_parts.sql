{# Which unit prices each decomposition is made of, so that a price's own page can show it. #}
select
    parts.decomposition_id,
    decompositions.title_da,
    decompositions.title_en,
    decompositions.counts,
    parts.part_id as indicator_id,
    parts.sort_order
from {{ source('raw', 'decomposition_parts') }} as parts
inner join {{ source('raw', 'decompositions') }} as decompositions
    on parts.decomposition_id = decompositions.decomposition_id

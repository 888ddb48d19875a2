-- Why each of the six cities spends more or less per inhabitant than the five others together, in the latest year; another
-- municipality that has pages, than the six.
with split as (
    select
        d.*, m.name, m.compared_order, m.is_compared,
        max(d.year) filter (where m.is_compared) over (partition by d.decomposition_id) as latest_year
    from marts.decomposition as d
    inner join marts.municipalities as m on d.municipality_code = m.municipality_code
    where m.is_viewpoint and d.peer_group = 'six_cities'
)

select split.*, p.title_da, p.title_en, p.counts, p.indicator_id, i.kind, i.paired_effects
from split
inner join marts.decomposition_parts as p on split.decomposition_id = p.decomposition_id
inner join about_indicators as i on p.indicator_id = i.indicator_id
where split.year = split.latest_year

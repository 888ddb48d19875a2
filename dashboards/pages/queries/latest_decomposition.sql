-- Why each of the compared group spends more or less per inhabitant than the others of it together, in the latest year;
-- another municipality that has pages, than all of it.
with split as (
    select
        d.*, m.name, m.compared_order, m.is_compared, m.n_others, g.title_da as group_da, g.title_en as group_en,
        max(d.year) filter (where m.is_compared) over (partition by d.decomposition_id) as latest_year
    from marts.decomposition as d
    inner join marts.municipalities as m on d.municipality_code = m.municipality_code
    inner join marts.peer_groups as g on d.peer_group = g.peer_group and g.is_compared
    where m.is_viewpoint
)

select split.*, p.title_da, p.title_en, p.counts, p.indicator_id, i.kind, i.paired_effects
from split
inner join marts.decomposition_parts as p on split.decomposition_id = p.decomposition_id
inner join about_indicators as i on p.indicator_id = i.indicator_id
where split.year = split.latest_year

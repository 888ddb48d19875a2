-- What rests on an indicator: what it is shown beside, whose scope it is, and the groups it finds.
with pairs as (
    select indicator_id, effect_id as other_id from marts.indicator_pairs
    union
    select effect_id as indicator_id, indicator_id as other_id from marts.indicator_pairs
),

scopes as (
    select distinct scope_id as indicator_id, indicator_id as other_id
    from marts.scope_values
    where indicator_id <> scope_id
),

others as (
    select 'paired' as use, * from pairs
    union all
    select 'scope' as use, * from scopes
)

select o.indicator_id, o.use, concat('/tal/', i.slug, '/') as path, i.title_da, i.title_en
from others as o
inner join marts.indicators as i on o.other_id = i.indicator_id
union all
select distinct c.indicator_id, 'neighbours' as use, '/sammenligningsgrupper/' as path, g.title_da, g.title_en
from marts.peer_covariates as c
inner join marts.peer_groups as g on c.peer_group = g.peer_group

-- Each unit price of the compared group under each defensible scope, in the latest year it has figures; the scope itself first.
with latest as (
    select s.indicator_id, max(s.year) as year
    from marts.scope_values as s
    inner join marts.municipalities as m on s.municipality_code = m.municipality_code
    where m.is_compared
    group by s.indicator_id
)

select
    s.*,
    o.title_da as scope_title_da,
    o.title_en as scope_title_en,
    o.unit_da as scope_unit_da,
    o.unit_en as scope_unit_en,
    o.decimals as scope_decimals,
    m.name,
    m.compared_order,
    case s.scope_id when s.indicator_id then 0 when 'with_overhead' then 2 else 1 end as scope_order
from marts.scope_values as s
inner join latest on s.indicator_id = latest.indicator_id and s.year = latest.year
inner join marts.municipalities as m on s.municipality_code = m.municipality_code and m.is_compared
left join marts.indicators as o on s.scope_id = o.indicator_id

-- How sure each figure is, in the latest year that one of the compared group has one, with the signals of its own series.
with latest as (
    select u.indicator_id, max(u.year) as year
    from marts.uncertainty as u
    inner join marts.municipalities as m on u.municipality_code = m.municipality_code
    where m.is_compared
    group by u.indicator_id
)

select
    u.*,
    i.kind,
    i.paired_effects,
    m.name,
    m.is_compared,
    m.compared_order,
    coalesce(p.has_limits, false) as has_limits,
    coalesce(p.signal_outside, false) as signal_outside,
    coalesce(p.signal_seven_on_one_side, false) as signal_seven_on_one_side,
    coalesce(p.signal_six_in_one_direction, false) as signal_six_in_one_direction,
    coalesce(p.signal_two_of_three_near_a_limit, false) as signal_two_of_three_near_a_limit
from marts.uncertainty as u
inner join latest on u.indicator_id = latest.indicator_id and u.year = latest.year
inner join about_indicators as i on u.indicator_id = i.indicator_id
inner join marts.municipalities as m on u.municipality_code = m.municipality_code and m.is_municipality
left join marts.process_limits as p
    on u.indicator_id = p.indicator_id
    and u.municipality_code = p.municipality_code
    and u.year = p.year
    -- A price swings in fixed prices; in current ones it only follows the price level.
    and case u.price_basis when 'current' then 'fixed' else u.price_basis end = p.price_basis

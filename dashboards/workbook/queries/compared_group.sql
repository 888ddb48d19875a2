-- What the group is called that the sheets show side by side, and its members in their order.
select
    g.title_{language} as title,
    (select list(m.name order by m.compared_order) from marts.municipalities as m where m.is_compared) as members
from marts.peer_groups as g
where g.is_compared

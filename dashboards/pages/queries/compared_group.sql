-- The municipalities that pages compare: what the group is called, and how many they are.
select
    title_da,
    title_en,
    (select count(*) from marts.municipalities where is_compared) as members
from marts.peer_groups
where is_compared

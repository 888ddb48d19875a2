-- Which release, how new its newest source file is, how many of its files are transcribed, and how many clear verdicts are
-- expected not to hold.
select
    r.release_id,
    r.notice_{language} as notice,
    r.as_of,
    (select max(try_cast(try_cast(s.retrieved_at as timestamp) as date)) from marts.snapshots as s) as newest,
    (select count(*) from marts.snapshots as s) as files,
    (select count(*) from marts.snapshots as s where s.origin = 'transcribed') as transcribed,
    clear.verdicts as clear_verdicts,
    clear.wrong as clear_wrong
from marts.release as r
cross join (
    -- Of the sheets that compare: every municipality with pages.
    select count(*) as verdicts, sum(1 - cast(judged.p_same as double)) as wrong
    from (
        select e.municipality_code, e.verdict, e.p_same from marts.effect_overview as e
        union all
        select p.municipality_code, p.verdict, p.p_same from marts.price_overview as p
    ) as judged
    inner join marts.municipalities as m on judged.municipality_code = m.municipality_code and m.is_viewpoint
    where judged.verdict like 'clearly_%'
) as clear

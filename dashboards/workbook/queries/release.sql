-- Which release, how new its newest source file is, and what its figures have in common, and how many have no row.
select
    r.release_id,
    r.notice_{language} as notice,
    r.as_of,
    (select max(try_cast(try_cast(s.retrieved_at as timestamp) as date)) from marts.snapshots as s) as newest,
    (select count(*) from marts.snapshots as s) as files,
    (select count(*) from marts.snapshots as s where s.origin = 'transcribed') as transcribed,
    (select count(*) from figures as f where f.left_out = 'no_price_index') as no_price_index,
    (select count(*) from figures as f where f.left_out = 'not_fetched') as not_fetched
from marts.release as r

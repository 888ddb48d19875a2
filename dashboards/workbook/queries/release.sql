-- Which release, how new its newest source file is, and how many of its files are transcribed.
select
    r.release_id,
    r.notice_{language} as notice,
    r.as_of,
    (select max(try_cast(try_cast(s.retrieved_at as timestamp) as date)) from marts.snapshots as s) as newest,
    (select count(*) from marts.snapshots as s) as files,
    (select count(*) from marts.snapshots as s where s.origin = 'transcribed') as transcribed
from marts.release as r

-- The stored files that the figures rest on. A publisher's stamp that is no date is given as it came, in the remark.
select
    publisher,
    publisher_table,
    title_{language} as source_title,
    coalesce($words['licence.' || licence], licence) as licence,
    $words['origin.' || origin] as origin,
    try_cast(try_cast(publisher_updated as timestamp) as date) as updated,
    try_cast(try_cast(retrieved_at as timestamp) as date) as retrieved,
    row_count,
    sha256,
    citation,
    url,
    snapshot_id,
    nullif(
        concat_ws(
            '; ',
            case when try_cast(publisher_updated as timestamp) is null then publisher_updated end,
            not_updated_reason_{language}
        ),
        ''
    ) as remark
from marts.snapshots
order by publisher, publisher_table, snapshot_id

{#
    Without rows here: two releases are held against each other when this one is computed. The refresh then fills it
    (pipelines/releases/ledger.py), before any page is made.
#}
select
    cast(null as varchar) as indicator_id,
    cast(null as varchar) as cause,
    cast(null as integer) as figure_count,
    cast(null as integer) as municipality_count,
    cast(null as varchar) as municipality_code,
    cast(null as integer) as year,
    cast(null as decimal(24, 6)) as before_value,
    cast(null as decimal(24, 6)) as value,
    cast(null as double) as change_pct
where false

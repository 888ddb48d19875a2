{#
    Without rows here: what a column is made of is read out of the SQL of all models, and that is known when dbt has
    built the last of them. The refresh then fills it (pipelines/releases/lineage/table.py), before any page is made.
#}
select
    cast(null as varchar) as table_name,
    cast(null as integer) as column_no,
    cast(null as varchar) as column_name,
    cast(null as boolean) as is_python,
    cast(null as varchar []) as made_of,
    cast(null as varchar []) as loaded_from
where false

{#
    Every table is written in the order of its own columns, from the first to the last: the same rows lie alike whatever
    the number of threads, so that two builds of the same can be compared as they are. dbt-duckdb writes them as they come.
    A temporary table is no part of a release.

    A model of `meta: {unordered: true}` is written as it comes: the widest between the cells and the marts, whose order
    nobody sees. Put in order, the two between cells and figures took 38 s and not 11, and 150 MB more (everything fetched
    from the stand-in of StatBank, one thread, 2026-11-30).
#}
{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none) -%}
    {%- if language != 'sql' -%}
        {{ py_write_table(temporary=temporary, relation=relation, compiled_code=compiled_code) }}
    {%- elif temporary -%}
        create temporary table {{ relation.include(database=False, schema=False) }} as (
            {{ compiled_code }}
        );
    {%- elif config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
        create table {{ relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ relation }} {{ get_column_names() }}
        {{ get_select_subquery(compiled_code) }}
        order by all;
    {%- else -%}
        create table {{ relation }} as
        select * from (
            {{ compiled_code }}
        ) as model_subq
        {%- if not config.get('meta', {}).get('unordered') %}
        order by all
        {%- endif %};
    {%- endif -%}
{%- endmacro %}
{#
    The contract of a model against its SQL in one question. dbt asks DuckDB for the columns of each and compares them in
    Jinja; it is left to say what differs.
#}
{% macro duckdb__get_assert_columns_equivalent(sql) -%}
    {%- set differing -%}
        select column_name from (describe {{ get_empty_subquery_sql(sql) }}) as made
        full join (describe {{ get_empty_schema_sql(model['columns']) }}) as contract using (column_name, column_type)
        where made.null is null or contract.null is null
    {%- endset -%}
    {%- if run_query(differing) | length -%}
        {{ assert_columns_equivalent(sql) }}
    {%- endif -%}
{%- endmacro %}

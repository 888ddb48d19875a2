{#
    A table or view is made where it stays. dbt makes it beside the one before and gives it that one's name, so that readers
    never miss it; here a release is built in a folder that nobody reads, and switched to whole. With contracts in one
    question and no transactions 6 and not 8 CPU seconds of a small refresh (2026-11-30). By hand, on a warehouse that has
    been built, the one before goes first.
#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] -%}
    {%- set relation = this.incorporate(type='table') -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {%- call statement('main', language=model['language']) -%}
        {{ create_table_as(False, relation, compiled_code, model['language']) }}
    {%- endcall -%}
    {{ return({'relations': [relation]}) }}
{%- endmaterialization %}

{% materialization view, adapter='duckdb' -%}
    {%- set relation = this.incorporate(type='view') -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {%- call statement('main') -%}
        {{ get_create_view_as_sql(relation, compiled_code) }}
    {%- endcall -%}
    {{ return({'relations': [relation]}) }}
{%- endmaterialization %}

{#
    The marts and their columns, as their contracts describe them: for who writes a query, and for the page that shows it.
    dbt hands a model what it has read of the others (`graph`), so that nothing is written twice.
#}
{%- set rows = [] %}
{%- if execute %}
{%- set meanings = column_meanings() %}
{%- for mart in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | selectattr('schema', 'equalto', 'marts') | sort(attribute='name') %}
{%- for column in mart.columns.values() %}
{%- do rows.append([
    mart.name,
    mart.description | trim,
    loop.index,
    column.name,
    column.data_type,
    (column.description or meanings.get(column.name, '')) | trim,
]) %}
{%- endfor %}
{%- endfor %}
{%- endif %}
select
    mart,
    mart_description,
    column_no,
    column_name,
    data_type,
    description
from (
    values
    {%- for mart, mart_description, column_no, column_name, data_type, description in rows %}
    (
        '{{ mart }}', {{ dbt.string_literal(dbt.escape_single_quotes(mart_description)) }}, {{ column_no }},
        '{{ column_name }}', '{{ data_type }}', {{ dbt.string_literal(dbt.escape_single_quotes(description)) }}
    ){{ ',' if not loop.last }}
    {%- else %}
    ('', '', 0, '', '', '')
    {%- endfor %}
) as listed (mart, mart_description, column_no, column_name, data_type, description)

{#
    The fewest members with figures that a group's mean may rest on: a mean of six is not the mean of the country, nor one of
    two that of the ten nearest. `peer_groups` is the alias of raw.peer_groups.
#}
{% macro fewest_members(peer_groups) -%}
    case {{ peer_groups }}.kind
        when 'all' then {{ var('national_min_areas') }}
        when 'neighbours' then ({{ peer_groups }}.neighbours + 1) // 2
        else 1
    end
{%- endmacro %}

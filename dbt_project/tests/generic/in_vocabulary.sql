{# Every code is one of a closed list of seksby/vocabulary.py, by its name there; no code is no fault. #}
{% test in_vocabulary(model, column_name, list) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} not in (
        select code from {{ source('raw', 'vocabulary') }} where list = '{{ list }}'
    )
{% endtest %}

{# Every figure that a control can compare agrees within rounding. #}
{% test control_agrees(model, control) %}
    select municipality_code, period, compared, recomputed, official, difference, tolerance
    from {{ model }}
    where control_id = '{{ control }}' and outcome = 'differs'
{% endtest %}

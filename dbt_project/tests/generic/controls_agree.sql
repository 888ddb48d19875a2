{# Every figure that a control of this status can compare agrees within rounding. #}
{% test controls_agree(model, status) %}
    select
        controls.control_id,
        controls.municipality_code,
        controls.period,
        controls.compared,
        controls.recomputed,
        controls.official,
        controls.difference,
        controls.tolerance
    from {{ model }} as controls
    inner join {{ source('raw', 'controls') }} as about on controls.control_id = about.control_id
    where about.status = '{{ status }}' and controls.outcome = 'differs'
{% endtest %}

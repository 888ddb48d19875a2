{#
    The 90 % quantile of Student's t: a two-sided interval of 80 %. SQL has no such function; 30 degrees of freedom are more
    than yearly series have, and beyond that the normal's is within 0.03.
#}
{% macro student_t_90(degrees) -%}
    case {{ degrees }}
        when 1 then 3.077684
        when 2 then 1.885618
        when 3 then 1.637744
        when 4 then 1.533206
        when 5 then 1.475884
        when 6 then 1.439756
        when 7 then 1.414924
        when 8 then 1.396815
        when 9 then 1.383029
        when 10 then 1.372184
        when 11 then 1.36343
        when 12 then 1.356217
        when 13 then 1.350171
        when 14 then 1.34503
        when 15 then 1.340606
        when 16 then 1.336757
        when 17 then 1.333379
        when 18 then 1.330391
        when 19 then 1.327728
        when 20 then 1.325341
        when 21 then 1.323188
        when 22 then 1.321237
        when 23 then 1.31946
        when 24 then 1.317836
        when 25 then 1.316345
        when 26 then 1.314972
        when 27 then 1.313703
        when 28 then 1.312527
        when 29 then 1.311434
        when 30 then 1.310415
        else 1.281552
    end
{%- endmacro %}

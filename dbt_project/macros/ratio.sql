{#
    A ratio of exact decimals, published with six decimals.

    Decimal divided by decimal is a double in DuckDB and a decimal of another scale in Spark; the cast says which digits
    count. A zero denominator gives null, which the caller explains with a missing_reason.
#}
{% macro ratio(numerator, denominator) -%}
    cast(cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0) as decimal(24, 6))
{%- endmacro %}
{#
    A difference in per cent of a base. Only of a base above zero: net costs may be negative where users pay or land is
    sold, and -47 is not "1,467 per cent over" -3.
#}
{% macro percent_of(difference, base) -%}
    case when {{ base }} > 0 then {{ ratio('100 * (' ~ difference ~ ')', base) }} end
{%- endmacro %}

{#
    The side of its reference on which a price lies, by the gap as it is shown, in per cent with one decimal: -1, 0 or 1;
    null without a gap.
#}
{% macro side_as_shown(gap_pct) -%}
    (case when abs({{ gap_pct }}) < 0.05 then 0 else sign({{ gap_pct }}) end)
{%- endmacro %}

{#
    How far rounding in the sources can have moved a figure, as a variance in the indicator's own unit. A cell was rounded to
    its table's unit u, so it is off by an even draw from a whole u: variance u²/12. A sum of cells with weights w has
    sum(w² u²/12), and value = scale x N x M / D has
        scale² x ((M/D)² var(N) + (N/D)² var(M) + (N M/D²)² var(D)).

    The unit is what the source's file declares (0 for what is counted whole); where it declares none, the last decimal that
    any cell of the series is published with at hand: ten figures of one decimal are not all whole by chance.
#}
with terms as (

    select
        terms.*,
        sources.rounding as declared
    from {{ ref('int_indicator_terms') }} as terms
    inner join {{ source('raw', 'indicators') }} as indicators on terms.indicator_id = indicators.indicator_id
    left join {{ source('raw', 'source_rounding') }} as sources on terms.table_id = sources.table_id
    where
        indicators.kind in ('effect', 'unit_price')
        and terms.cell_value is not null
        and terms.role in ('numerator', 'multiplier', 'denominator')

),

units as (

    select
        table_id,
        codes,
        coalesce(
            2 * max(cast(declared as double)),
            power(10, -max(length(rtrim(split_part(cast(cell_value as varchar), '.', 2), '0'))))
        ) as unit
    from terms
    group by table_id, codes

),

roles as (

    select
        terms.indicator_id,
        terms.municipality_code,
        terms.year,
        -- Sums of floating numbers differ by their order in the last digits, and threads bring rows in any order.
        sum(case when terms.role = 'numerator' then variance else 0 end order by variance) as of_numerator,
        sum(case when terms.role = 'multiplier' then variance else 0 end order by variance) as of_multiplier,
        sum(case when terms.role = 'denominator' then variance else 0 end order by variance) as of_denominator
    from (
        select
            terms.indicator_id,
            terms.municipality_code,
            terms.year,
            terms.role,
            power(cast(terms.weight as double) / terms.divisor * units.unit, 2) / 12 as variance
        from terms
        inner join units on terms.table_id = units.table_id and terms.codes = units.codes
    ) as terms
    group by terms.indicator_id, terms.municipality_code, terms.year

)

select
    figures.indicator_id,
    figures.municipality_code,
    figures.year,
    cast(power(cast(indicators.scale as double), 2) * (
        roles.of_numerator * power(
            cast(coalesce(figures.multiplier, 1) as double) / cast(coalesce(figures.denominator, 1) as double), 2
        )
        + roles.of_multiplier * power(
            cast(figures.numerator as double) / cast(coalesce(figures.denominator, 1) as double), 2
        )
        + roles.of_denominator * power(
            cast(figures.numerator as double) * cast(coalesce(figures.multiplier, 1) as double)
            / power(cast(coalesce(figures.denominator, 1) as double), 2),
            2
        )
    ) as decimal(24, 9)) as rounding_variance
from {{ ref('indicator_values') }} as figures
inner join {{ source('raw', 'indicators') }} as indicators on figures.indicator_id = indicators.indicator_id
inner join roles
    on figures.indicator_id = roles.indicator_id
    and figures.municipality_code = roles.municipality_code
    and figures.year = roles.year
where figures.price_basis <> 'fixed' and figures.value is not null

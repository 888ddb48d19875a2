{#
    Every measured figure of an effect or a price, with what is known of its noise, for `int_forecasts`. What that model reads
    of an indicator is named here: a corrected text reaches no forecast.
#}
select
    figures.indicator_id,
    indicators.kind = 'unit_price' as is_price,
    stretches.stretch,
    figures.municipality_code,
    figures.year,
    cast(figures.value as double) as value,
    cast(coalesce(rounding.rounding_variance, 0) as double) as rounding,
    power(cast(sampling.standard_error as double), 2) as sampling,
    cast(indicators.smallest_difference_value as double) as smallest
from {{ ref('indicator_values') }} as figures
inner join {{ source('raw', 'indicators') }} as indicators on figures.indicator_id = indicators.indicator_id
inner join {{ ref('int_stretches') }} as stretches
    on figures.indicator_id = stretches.indicator_id and figures.year = stretches.year
left join {{ ref('int_rounding') }} as rounding
    on figures.indicator_id = rounding.indicator_id
    and figures.municipality_code = rounding.municipality_code
    and figures.year = rounding.year
left join {{ ref('int_sampling_errors') }} as sampling
    on figures.indicator_id = sampling.indicator_id
    and figures.municipality_code = sampling.municipality_code
    and figures.year = sampling.year
where
    indicators.kind in ('effect', 'unit_price')
    and figures.price_basis <> 'fixed' and figures.value is not null and figures.municipality_code <> '000'

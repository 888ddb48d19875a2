{#
    Indirect standardisation: what the municipality would spend if each of its age groups used as much as the same group does
    in the country. r = sum of use / sum of people per group over all municipalities with figures; E = sum of r x people.
    `use` may be cost, or hours or recipients that cost follows: it is then turned into kroner by the country's cost per
    unit of use. Source: docs/methods.md "Age standardisation".
#}
with roles as (

    select
        indicator_id,
        municipality_code,
        year,
        total,
        substring(role, 1, position(':' in role) - 1) as part,
        substring(role, position(':' in role) + 1) as stratum
    from {{ ref('int_indicator_roles') }}
    where role like '%:%' and municipality_code <> '000'

),

strata as (

    select
        indicator_id,
        municipality_code,
        year,
        stratum,
        max(case when part = 'use' then cast(total as double) end) as use_total,
        max(case when part = 'population' then cast(total as double) end) as people
    from roles
    group by indicator_id, municipality_code, year, stratum

),

prices as (

    select
        indicator_id,
        municipality_code,
        year,
        cast(value as double) as value,
        cast(denominator as double) as quantity
    from {{ ref('indicator_values') }}
    where price_basis <> 'fixed' and municipality_code <> '000' and value is not null and denominator > 0

),

complete as (

    select strata.indicator_id, strata.municipality_code, strata.year
    from strata
    inner join prices
        on strata.indicator_id = prices.indicator_id
        and strata.municipality_code = prices.municipality_code
        and strata.year = prices.year
    group by strata.indicator_id, strata.municipality_code, strata.year
    having count(*) = count(strata.use_total) and count(*) = count(strata.people)

),

rates as (

    select
        strata.indicator_id,
        strata.year,
        strata.stratum,
        sum(strata.use_total) / nullif(sum(strata.people), 0) as rate
    from strata
    inner join complete
        on strata.indicator_id = complete.indicator_id
        and strata.municipality_code = complete.municipality_code
        and strata.year = complete.year
    group by strata.indicator_id, strata.year, strata.stratum

),

expected_use as (

    select
        strata.indicator_id,
        strata.municipality_code,
        strata.year,
        sum(rates.rate * strata.people) as expected_use,
        sum(strata.people) as people
    from strata
    inner join complete
        on strata.indicator_id = complete.indicator_id
        and strata.municipality_code = complete.municipality_code
        and strata.year = complete.year
    inner join rates
        on strata.indicator_id = rates.indicator_id
        and strata.year = rates.year
        and strata.stratum = rates.stratum
    group by strata.indicator_id, strata.municipality_code, strata.year

),

country as (

    select
        expected_use.indicator_id,
        expected_use.year,
        count(*) as areas,
        sum(prices.value * prices.quantity) as cost,
        sum(expected_use.expected_use) as total_use,
        sum(expected_use.people) as people
    from expected_use
    inner join prices
        on expected_use.indicator_id = prices.indicator_id
        and expected_use.municipality_code = prices.municipality_code
        and expected_use.year = prices.year
    group by expected_use.indicator_id, expected_use.year

)

select
    expected_use.indicator_id,
    expected_use.municipality_code,
    expected_use.year,
    country.areas,
    cast(expected_use.expected_use * country.cost / country.total_use / prices.quantity as decimal(24, 6)) as expected,
    cast(
        prices.value * prices.quantity / (expected_use.expected_use * country.cost / country.total_use)
        as decimal(24, 6)
    ) as cost_ratio,
    cast(
        prices.value * prices.quantity / (expected_use.expected_use * country.cost / country.total_use)
        * country.cost / country.people
        as decimal(24, 6)
    ) as standard_price
from expected_use
inner join prices
    on expected_use.indicator_id = prices.indicator_id
    and expected_use.municipality_code = prices.municipality_code
    and expected_use.year = prices.year
inner join country on expected_use.indicator_id = country.indicator_id and expected_use.year = country.year
where country.areas >= {{ var('national_min_areas') }}

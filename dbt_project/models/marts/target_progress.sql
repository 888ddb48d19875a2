{#
    How far a decided target is reached, and whether the present course leads there. Once the target's year has a figure, or a
    later one where it has none of its own, that figure decides, whatever came after. Before that the course does: the
    straight line through the figures since the last break, prolonged to the target's year with an interval of 80 % for the
    figure of that year. Only an interval that lies wholly on one side of the target says anything; being there today does
    not. Figures that share years have too even a course for such an interval. Our own choice.
#}
with targets as (

    select
        targets.indicator_id,
        targets.municipality_code,
        targets.year as target_year,
        targets.value as target,
        targets.decided_by,
        targets.decided_on,
        extract(year from targets.decided_on) as decided_year,
        indicators.better,
        indicators.overlapping_years
    from {{ source('raw', 'indicator_targets') }} as targets
    inner join {{ source('raw', 'indicators') }} as indicators on targets.indicator_id = indicators.indicator_id

),

figures as (

    select
        indicator_values.indicator_id,
        indicator_values.municipality_code,
        indicator_values.year,
        indicator_values.value,
        stretches.stretch,
        max(stretches.stretch) over (partition by indicator_values.indicator_id) as last_stretch
    from {{ ref('indicator_values') }} as indicator_values
    inner join {{ ref('int_stretches') }} as stretches
        on indicator_values.indicator_id = stretches.indicator_id and indicator_values.year = stretches.year
    where indicator_values.price_basis <> 'fixed' and indicator_values.value is not null

),

course as (

    select
        indicator_id,
        municipality_code,
        count(*) as n_points,
        min(year) as first_year,
        max(year) as latest_year,
        avg(cast(year as double)) as mean_year,
        avg(cast(value as double)) as mean_value,
        regr_slope(cast(value as double), cast(year as double)) as per_year,
        regr_sxx(cast(value as double), cast(year as double)) as years_spread,
        -- What the line leaves over: Syy - slope x Sxy.
        greatest(
            0,
            regr_syy(cast(value as double), cast(year as double))
            - regr_slope(cast(value as double), cast(year as double))
            * regr_sxy(cast(value as double), cast(year as double))
        ) as residual_squares
    from figures
    where stretch = last_stretch
    group by indicator_id, municipality_code

),

placed as (

    select
        targets.*,
        course.n_points,
        course.latest_year,
        latest.value as latest,
        base.year as base_year,
        base.value as base,
        judged.value as judged,
        course.per_year,
        course.mean_value + course.per_year * (targets.target_year - course.mean_year) as projected,
        case
            when course.n_points >= {{ var('course_min_points') }}
                and targets.overlapping_years = 1
                and targets.target_year > course.latest_year
                then {{ student_t_90('course.n_points - 2') }}
                * sqrt(
                    course.residual_squares / (course.n_points - 2)
                    * (1 + 1.0 / course.n_points + power(targets.target_year - course.mean_year, 2) / course.years_spread)
                )
        end as reach
    from targets
    left join course
        on targets.indicator_id = course.indicator_id and targets.municipality_code = course.municipality_code
    left join figures as latest
        on course.indicator_id = latest.indicator_id
        and course.municipality_code = latest.municipality_code
        and course.latest_year = latest.year
    left join (
        select
            targets.indicator_id,
            targets.municipality_code,
            targets.target_year,
            figures.value,
            row_number() over (
                partition by targets.indicator_id, targets.municipality_code, targets.target_year order by figures.year
            ) as age
        from targets
        inner join figures
            on targets.indicator_id = figures.indicator_id
            and targets.municipality_code = figures.municipality_code
            and figures.year >= targets.target_year
    ) as judged
        on targets.indicator_id = judged.indicator_id
        and targets.municipality_code = judged.municipality_code
        and targets.target_year = judged.target_year
        and judged.age = 1
    -- Where the way began: the figure of the last whole year before the target was decided, of the same stretch.
    left join (
        select
            targets.indicator_id,
            targets.municipality_code,
            targets.target_year,
            figures.year,
            figures.value,
            row_number() over (
                partition by targets.indicator_id, targets.municipality_code, targets.target_year
                order by figures.year desc
            ) as age
        from targets
        inner join figures
            on targets.indicator_id = figures.indicator_id
            and targets.municipality_code = figures.municipality_code
            and figures.year < targets.decided_year
            and figures.stretch = figures.last_stretch
    ) as base
        on targets.indicator_id = base.indicator_id
        and targets.municipality_code = base.municipality_code
        and targets.target_year = base.target_year
        and base.age = 1

),

signed as (

    select
        *,
        case better when 'lower' then -1 else 1 end as good
    from placed

)

select
    indicator_id,
    municipality_code,
    target_year,
    target,
    decided_by,
    decided_on,
    base_year,
    base,
    cast(latest_year as integer) as latest_year,
    latest,
    -- The figure that decides, once there is one; what came after the target's year is another matter.
    cast(coalesce(judged, latest) - target as decimal(24, 6)) as distance,
    -- A target that is no better than where it was set, a floor that is to be kept, is no way, and has no share of one.
    case
        when good * (target - base) > 0 then {{ ratio('100 * (coalesce(judged, latest) - base)', 'target - base') }}
    end as way_covered_pct,
    cast(n_points as integer) as n_points,
    cast(per_year as decimal(24, 6)) as per_year,
    {{ ratio('target - latest', 'target_year - latest_year') }} as needed_per_year,
    case when reach is not null then cast(projected as decimal(24, 6)) end as projected,
    cast(projected - reach as decimal(24, 6)) as projected_lower,
    cast(projected + reach as decimal(24, 6)) as projected_upper,
    case
        when latest is null then 'missing'
        when good * (judged - target) >= 0 then 'reached'
        when judged is not null then 'not_reached'
        when reach is null then 'too_few_figures'
        when good * (projected - cast(target as double)) - reach >= 0 then 'on_course'
        when good * (projected - cast(target as double)) + reach < 0 then 'off_course'
        else 'cannot_tell'
    end as verdict
from signed

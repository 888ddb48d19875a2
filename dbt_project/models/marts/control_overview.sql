{# Every control has its row, also when nothing can be compared yet; then it says what it waits for. #}
with counted as (

    select
        control_id,
        count(case when outcome <> 'not_comparable' then 1 end) as compared,
        count(case when outcome = 'agrees' then 1 end) as agreeing,
        count(case when outcome = 'differs' then 1 end) as differing,
        count(case when outcome = 'not_comparable' then 1 end) as not_comparable,
        min(case when outcome <> 'not_comparable' then year end) as first_year,
        max(case when outcome <> 'not_comparable' then year end) as latest_year,
        count(distinct case when outcome <> 'not_comparable' then municipality_code end) as areas
    from {{ ref('controls') }}
    group by control_id

),

furthest as (

    select * from {{ ref('controls') }} where distance_rank = 1

)

select
    controls.* exclude (recomputed_indicator, official_indicator, missing_note_da, missing_note_en),
    cast(coalesce(counted.compared, 0) as integer) as compared,
    cast(coalesce(counted.agreeing, 0) as integer) as agreeing,
    cast(coalesce(counted.differing, 0) as integer) as differing,
    cast(coalesce(counted.not_comparable, 0) as integer) as not_comparable,
    {{ ratio('100 * counted.agreeing', 'counted.compared') }} as agreeing_pct,
    cast(coalesce(counted.areas, 0) as integer) as areas,
    counted.first_year,
    counted.latest_year,
    furthest.recomputed as largest_recomputed,
    furthest.official as largest_official,
    furthest.difference as largest_difference,
    furthest.tolerance as largest_tolerance,
    furthest.municipality_code as largest_municipality_code,
    furthest.period as largest_period,
    furthest.compared as largest_compared,
    case
        when coalesce(counted.compared, 0) = 0
            then coalesce(controls.missing_note_da, 'Der er ingen tal, hvor begge sider er til stede.')
    end as missing_note_da,
    case
        when coalesce(counted.compared, 0) = 0
            then coalesce(controls.missing_note_en, 'There are no figures where both sides are present.')
    end as missing_note_en
from {{ source('raw', 'controls') }} as controls
left join counted on controls.control_id = counted.control_id
left join furthest on controls.control_id = furthest.control_id

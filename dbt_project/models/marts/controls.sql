{#
    Our own figure beside the official one. They agree when they differ by no more than rounding in the sources can
    explain; the tolerance is derived from what was rounded and never a percentage somebody chose.
#}
with figures as (

    select
        control_id, compared, municipality_code, period, year, recomputed, official, tolerance, missing_reason
    from {{ ref('int_control_indicators') }}
    union all
    select
        control_id, compared, municipality_code, period, year, recomputed, official, tolerance, missing_reason
    from {{ ref('int_control_sums') }}

),

judged as (

    select
        control_id,
        compared,
        municipality_code,
        period,
        year,
        recomputed,
        official,
        cast(recomputed - official as decimal(24, 6)) as difference,
        case when missing_reason is null then tolerance end as tolerance,
        case
            when missing_reason is not null or tolerance is null then 'not_comparable'
            when abs(recomputed - official) <= tolerance then 'agrees'
            else 'differs'
        end as outcome,
        missing_reason
    from figures

)

select
    *,
    case
        when outcome <> 'not_comparable'
            then cast(
                row_number() over (
                    partition by control_id, outcome = 'not_comparable'
                    order by
                        outcome desc,
                        -- Where nothing was rounded, the difference itself.
                        coalesce({{ ratio('abs(difference)', 'tolerance') }}, abs(difference)) desc,
                        municipality_code,
                        period,
                        compared
                ) as integer
            )
    end as distance_rank
from judged

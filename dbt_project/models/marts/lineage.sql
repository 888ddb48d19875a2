select
    terms.indicator_id,
    terms.municipality_code,
    terms.year,
    terms.role,
    terms.term_no,
    terms.table_id,
    snapshots.publisher_table,
    terms.codes,
    terms.area_code,
    terms.period,
    terms.cell_id,
    terms.snapshot_id,
    terms.file_line,
    terms.file_text,
    terms.cell_value,
    terms.published_value,
    terms.marker,
    terms.missing_reason,
    terms.correction_id,
    terms.weight,
    terms.divisor,
    terms.weighted_value
from {{ ref('int_indicator_terms') }} as terms
inner join {{ source('raw', 'snapshots') }} as snapshots on terms.snapshot_id = snapshots.snapshot_id
inner join (
    select distinct indicator_id, municipality_code, year from {{ ref('indicator_values') }}
) as published
    on terms.indicator_id = published.indicator_id
    and terms.municipality_code = published.municipality_code
    and terms.year = published.year

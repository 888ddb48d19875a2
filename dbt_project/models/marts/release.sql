select release_id, notice_da, notice_en, as_of, source_count
from {{ source('raw', 'release') }}

select release_id, notice_da, notice_en, as_of
from {{ source('raw', 'release') }}

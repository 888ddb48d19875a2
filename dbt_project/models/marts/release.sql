select release_id, notice_da, as_of
from {{ source('raw', 'release') }}

select municipality_code, service_area, author, role, written_on, language, text
from {{ source('raw', 'readings') }}

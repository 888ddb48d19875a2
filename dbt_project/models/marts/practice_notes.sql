select note_id, municipality_code, effect_id, what_da, what_en, contact, source, noted_on
from {{ source('raw', 'practice_notes') }}

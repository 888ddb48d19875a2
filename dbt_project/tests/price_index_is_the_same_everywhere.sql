-- A cell or two that disagree are a slip of the publisher's and are told. Where more do, `price_index` is empty, and fixed
-- prices are missing: that is one thing less to show, and no reason to publish nothing.
{{ config(severity='warn') }}

select * from {{ ref('int_price_disagreements') }}

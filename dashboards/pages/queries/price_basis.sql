-- In which year's prices fixed prices are given, or why there are none; one row.
select max(base_year) as base_year, case when count(*) = 0 then 'source_absent' end as missing_reason from marts.price_index

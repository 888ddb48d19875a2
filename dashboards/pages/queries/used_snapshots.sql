-- Which files each indicator's figures stand on, all years.
select distinct indicator_id, snapshot_id from marts.lineage

"""From snapshots and catalogue to the `raw` schema that dbt reads.

Belongs here: loading, checking and writing `raw`. Does not belong here: any formula; dbt computes.
"""

"""What a release is made of, how it is published, and how a number in it is traced.

Belongs here: choosing inputs, the name that follows from them, the switch to a new release, lineage and revisions. Does
not belong here: fetching (`pipelines.sources`) or computing (`dbt_project`).
"""

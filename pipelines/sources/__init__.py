"""Where figures come from, and the memory of what sources said.

Belongs here: asking a service over HTTP, taking a file that was dropped, storing and checking snapshots. Does not
belong here: what a figure means (`dbt_project`), or which snapshot a release uses (`pipelines.releases`).
"""

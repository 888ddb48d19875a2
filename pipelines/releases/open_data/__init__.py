"""A release for those who read it with programs of their own: sources as they came, tables, descriptions of both.

Belongs here: which files lie under `/data/` of a site, and what they say. Does not belong here: pages
(`dashboards`), or computing anything; what is described is the marts' own contracts.
"""

"""The whole site: pages in their shells, search index, interactive views, what is kept between builds.

Belongs here: what several pages share. Does not belong here: one page's body (`dashboards.compiler`).
"""

"""From a page of Markdown to HTML: grammar, queries, the effect-first rule, rendering.

Belongs here: what one page needs. Does not belong here: the site around it (`dashboards.site`).
"""

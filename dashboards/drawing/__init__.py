"""Drawing: theme, placement of labels, charts that components share, and drawing each chart once.

Belongs here: what is the same for all charts. Does not belong here: which chart stands where (`dashboards.components`).
"""

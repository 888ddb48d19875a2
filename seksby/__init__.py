"""The ground that everything stands on: errors, names, settings, folders, closed lists.

Belongs here: what several rooms need and what knows nothing of any of them. Does not belong here: figures, pages,
sources, or anything that imports `pipelines` or `dashboards`.
"""

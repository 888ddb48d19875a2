"""A printed paper held against the second computation: every number of a brief, by the words that stand around it.

Belongs here: what a file says page by page, which number a sentence claims, and whether it is so. Does not belong here:
anything of the code that wrote the paper (`dashboards.brief`), or what a file has beside its text; readers see print.
"""

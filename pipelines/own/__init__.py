"""The municipality's own folder as it is made and grows: its start, forms, reviews, single cases, examples.

Belongs here: whatever writes into the own folder, and what of it needs no release. Does not belong here: what its files
may say (`pipelines.catalogue`), or the figures of a release.
"""

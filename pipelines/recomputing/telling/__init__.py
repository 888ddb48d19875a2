"""The second way to what a release tells beside its figures.

Belongs here: the catalogue's own words and the municipality's, the texts of contracts, demands and what they cost, what
became of corrections, revised cells and news, what is waited for, formulas and the notice of every page. Does not
belong here: a figure, and what is said of one (`judging`).
"""

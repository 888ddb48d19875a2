"""The second way to what a release tells beside its figures.

Belongs here: the catalogue's own words, demands and what they cost, revised cells and news. Does not belong here: a
figure, and what is said of one (`judging`).
"""

"""From what the catalogue says in few words to explicit series and cells of the sources at hand.

Belongs here: recipes, controls and corrections spelled out. Does not belong here: what a file may contain (`models`).
"""

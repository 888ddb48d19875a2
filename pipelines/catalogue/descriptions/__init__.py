"""How tables describe themselves, and what the catalogue's names are taken for by that.

Belongs here: reading, comparing and resolving descriptions, and taking their names over. Does not belong here: asking
for them (`sources`).
"""

"""The catalogue as tables of the `raw` schema.

Belongs here: which tables there are and how an entry of the catalogue becomes a row. Does not belong here: cells.
"""

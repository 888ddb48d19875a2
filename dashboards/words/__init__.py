"""What is said of a figure, in Danish with English beside it.

Belongs here: sentences, by fixed rule from rows. Does not belong here: drawing, HTML or SQL.
"""

"""What is said of a whole page: its lead, what is new, what to talk about.

Belongs here: sentences over many figures. Does not belong here: what is said of a single one.
"""

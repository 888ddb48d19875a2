"""What a municipality decides for itself, from the command line and in Danish.

Belongs here: leading the one who decides, question by question. Does not belong here: what a decision may hold
(`catalogue.models`), or where it is written (`own`).
"""

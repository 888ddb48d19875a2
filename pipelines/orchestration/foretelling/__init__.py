"""What a refresh would meet, found out without one.

Belongs here: looking at files and descriptions. Does not belong here: building (`building`).
"""

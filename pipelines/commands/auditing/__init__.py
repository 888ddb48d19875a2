"""What an auditor asks: where a number comes from, what a cell touches, what changed, which numbers to look at.

Belongs here: these command lines and how their answers look on a terminal. Does not belong here: finding the answers.
"""

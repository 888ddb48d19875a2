"""The `seksby` command, and the server it starts.

Belongs here: reading the command line, and putting what other rooms return on the terminal. Does not belong here: work,
SQL, or the order of the steps of a refresh.
"""

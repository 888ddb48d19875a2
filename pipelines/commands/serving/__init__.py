"""Pages over HTTP: those of a release, and those that are being written.

Belongs here: the server, what guards it, and the commands that start it. Does not belong here: making pages
(`dashboards`).
"""

"""The refresh as steps that Dagster and the command line run alike.

Belongs here: what depends on what, running it, and the run history. Does not belong here: how a step does its work.
"""

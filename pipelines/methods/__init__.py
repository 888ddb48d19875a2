"""Methods that SQL cannot say, as pure functions; called by dbt's Python models alone.

Belongs here: statistics and the evaluation of trials. Does not belong here: reading or writing anything.
"""

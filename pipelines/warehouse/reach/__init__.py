"""What a change reaches, and tables of the release before that it does not.

Belongs here: what is computed again and what is taken over. Does not belong here: loading `raw`, or running dbt.
"""

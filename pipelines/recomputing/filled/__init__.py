"""What a release is given when its models are done, found a second time: the ledger, the register, what columns are of.

Belongs here: reading both from what they say something of (two releases' figures, the text of checks and catalogue with
what dbt recorded, the tables and the SQL that made them), by nothing of the code that filled them in. Does not belong
here: what is computed from catalogue and files alone (`judging`, `telling`, `trying`).
"""

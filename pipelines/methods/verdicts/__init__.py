"""What may be said of a difference: how sure it is that the next measurement lies on the same side.

Belongs here: the arithmetic on arrays (`forecasts`), and rows to arrays and back (`rows`). Does not belong here: the
words, which are SQL (`int_calls`, `marts.verdicts`), and where figures come from.
"""

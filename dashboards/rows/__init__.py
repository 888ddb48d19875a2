"""The shape of the rows that pages get from marts.

Belongs here: one dataclass per shape, its fields being columns. Does not belong here: words or drawings made of them.
"""

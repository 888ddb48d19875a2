"""The shape of the rows that pages get from marts.

Belongs here: one dataclass per shape, its fields being columns, where words, drawings or several components share it.
Does not belong here: the rows of one component only, and words or drawings made of them.
"""

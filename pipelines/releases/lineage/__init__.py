"""What the columns of a release are made of, model by model, and the same in the forms that other programs read.

Belongs here: columns, and tables as wholes. Does not belong here: the way of a single figure (`tracing`).
"""

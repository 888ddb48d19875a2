"""What the columns of a release are made of, model by model.

Belongs here: columns, and tables as wholes. Does not belong here: the way of a single figure (`tracing`), or the
forms that other programs read (`open_data`).
"""

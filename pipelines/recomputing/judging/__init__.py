"""What is made of the values, a second time: expectations, intervals, parts of a gap, changes, forecasts, controls.

Belongs here: one module per section of docs/methods.md, computed by it. Does not belong here: values and means of the
others, which all of this rests on.
"""

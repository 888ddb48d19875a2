"""Open services that want a free key: asked over HTTP, brought into the common form.

Belongs here: one module per protocol, and what they share (`keyed`). Does not belong here: StatBank, which needs no key
and gives its own description of a table (`statbank`), or files (`intake`).
"""

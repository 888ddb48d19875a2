"""What makes a release one that an auditor signs for: the check of all of it, and the register of what is checked.

Belongs here: verifying a release and its papers. Does not belong here: what it is sealed with (`sealing`), computing a
figure a second time (`pipelines.recomputing`), publishing (`release`), or following one number (`tracing`).
"""

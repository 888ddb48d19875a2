"""A sample of published numbers, and the working paper that an auditor fills in.

Belongs here: the frame and the draw (`drawing`), the paper's rows (`paper`), and its two forms (`sheets`, `pages`).
Does not belong here: following a number (`tracing`).
"""

"""What makes a release one that an auditor signs for: its manifest, who vouches for it, and the check of all of it.

Belongs here: what a manifest records of commit and review, signing it, and verifying a release. Does not belong here:
computing a figure a second time (`pipelines.recomputing`), publishing (`release`), or following one number (`lineage`).
"""

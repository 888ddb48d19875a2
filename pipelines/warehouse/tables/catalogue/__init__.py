"""What the catalogue says, as rows.

Belongs here: one module per subject. Does not belong here: what is known of files and of earlier releases.
"""

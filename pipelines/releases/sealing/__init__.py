"""What a release gets when its figures are computed: what it is known by, who vouches for it, what is known only then.

Belongs here: fingerprints, the commit, the signature, publishers' files held against what was recorded of them, rows
filled in after the models, and the shape of what does not hold. Does not belong here: publishing (`release`), or
finding out whether a release holds (`proof`).
"""

"""The second way to every figure: from the catalogue's text and the snapshots' files, and from nothing the first made.

Belongs here: reading both anew, computing what docs/methods.md says with Polars, and trials with NumPy, and naming
where a release says otherwise. Does not belong here: anything of the first way. No recipe, row, weight or formula is
taken from the warehouse, and none of the code that made it is called: what both share is the two texts, catalogue and
methods, and the ground (`seksby`). A contract of import-linter holds it. What is not computed here is listed, column by
column.
"""

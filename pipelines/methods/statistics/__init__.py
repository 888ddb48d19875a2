"""Numerical methods that SQL cannot say: pure functions on arrays, called by the Python models of the dbt project.

Belongs here: a method, its source, and nothing about where figures come from. Does not belong here: closed formulas
(they are SQL models, where a reader of the marts finds them), reading or writing, or any municipality by name.
"""

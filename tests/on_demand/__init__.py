"""What takes minutes to hours to find out, run when somebody asks: `python -m tests.on_demand.<name>`.

Belongs here: measuring and trying at a scale that a test suite cannot pay for; docs/robustness.md has what was found.
Does not belong here: a rule that must hold at every commit; a small sample of each with a fixed seed is in the suite.
"""

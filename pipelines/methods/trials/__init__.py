"""Did a trial work? From figures and registrations to estimates, placebo tests and a verdict.

Belongs here: pure functions, in three steps: which figures count (`panel`), what they say (`estimators`), what may be
concluded (`verdict`); `evaluation` puts them together for the warehouse. Does not belong here: reading or writing the
warehouse (dbt's `int_trial_evaluations`), or what a registration may contain (`catalogue.models.Trial`).
"""

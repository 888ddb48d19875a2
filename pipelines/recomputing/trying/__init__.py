"""Did a trial work, a second time: docs/methods.md "Trials", from what was registered and the figures.

Belongs here: which figures count (`panel`), what they say (`gaps`), what may be concluded (`verdict`), and the rows of
all of it (`trials`). Does not belong here: what a municipality wrote of its trial (`telling.own_words`).
"""

"""Decisions written in Excel: the form, and reading one that was filled in.

Belongs here: which columns a form has (`columns`, from the models), writing it (`blank`), and reading it (`filled`).
Does not belong here: the rules that entries keep (`pipelines.catalogue`), or writing them down (`writing`).
"""

"""The committee brief ("udvalgsbrief"): one service area of one municipality on one A4 page, and as slides.

Belongs here: what stands in a brief (`content`), the page (`pdf`, `brief.typ`), the slides (`slides`) and the files of
an export (`export`). Does not belong here: new claims or new queries. A brief says what the area's page says, from the
same rows and by the same sentences, so that the two can never differ; it only chooses, by a fixed rule, what there is
room for.
"""

"""From a published number back to the cells it was made of, and from a cell to the numbers it is in.

Belongs here: which numbers there are and what each rests on (`kinds`), working them again from the files (`working`,
`standing`), finding and reading cells (`cells`), the trace of one number (`trace`), what one cell touches (`impact`).
Does not belong here: the computation that is published (dbt), the check of a whole release, or how an answer is shown.

The second computation shares nothing with the first but the recipe: values are made of what stands in the files today,
and every derived number of those values. A correction is applied anew, and only where the file still says what it
expects.
"""

"""Components that say how sure a figure is, what one would expect, and what it is made of."""

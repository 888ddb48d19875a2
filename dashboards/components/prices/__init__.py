"""Components that show what it costs, how much is done, and what one gets for it."""

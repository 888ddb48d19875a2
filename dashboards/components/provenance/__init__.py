"""Components that lead a number back to its source."""

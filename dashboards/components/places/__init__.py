"""Components that show municipalities side by side, and lead to each."""

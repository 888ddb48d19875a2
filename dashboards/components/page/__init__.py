"""Components that a page of any kind may use."""

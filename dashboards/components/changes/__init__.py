"""Components that tell what is otherwise than it was in a release before."""

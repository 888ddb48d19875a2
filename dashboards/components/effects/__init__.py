"""Components that show how the citizens are doing, in one area or one measure."""

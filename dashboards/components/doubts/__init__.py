"""Components that show which figures are wrong, corrected or worth a second look."""

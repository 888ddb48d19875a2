"""Components that show effects, prices and activity."""

"""What can be done with programmes."""

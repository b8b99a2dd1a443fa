"""What can be done with people and what is due for them."""

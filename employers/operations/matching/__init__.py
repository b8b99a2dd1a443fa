"""What is done with places and people who fit them."""

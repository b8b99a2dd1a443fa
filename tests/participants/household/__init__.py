"""Households: who lives with whom, from when to when."""

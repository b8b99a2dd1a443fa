"""Synthetic agencies, staff and people for a demonstration: everything is made up, nothing is anybody's."""

"""What can be done with employers and placements."""

"""Enrolment by hand: search first, families together, the same person elsewhere."""

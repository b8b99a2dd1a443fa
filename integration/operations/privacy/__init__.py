"""Rights of the people whose data the system holds: a copy of them, and what becomes of it."""

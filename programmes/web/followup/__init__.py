"""Pages of follow-up: notes, appointments, reviews, the calendar link."""

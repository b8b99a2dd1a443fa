"""NIR: events are derived from the cases, put into files, and marked as delivered."""

"""Who works in an agency, by its own administrator: in by invitation, out at once, looked over once a year."""

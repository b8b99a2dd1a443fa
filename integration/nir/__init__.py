"""What the national introduction register (NIR) is told: kinds of events, code lists, and the forms of the export."""

"""A file of running programmes from the system before: its columns, and what each row says and lacks."""

"""Attendance batches: received, applied, and what waits in quarantine."""

"""Attendance as schools send it, as pure Python: words, rows, and bodies in three formats."""

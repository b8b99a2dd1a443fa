"""The verbs of taking over running programmes: upload, choose columns, check, commit row by row, compare the end."""

"""Arrival lists: read a file row by row, understand it, say what is wrong with it. No Django, no database.

The order of use: ``reading.read_table`` → ``columns.match_headings`` (and a person's choices) → ``checking.check_row``
for each row → ``matching.match_rows`` against the people already known → ``feedback.write_faulty_rows``.
"""

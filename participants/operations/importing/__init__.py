"""The verbs of an arrival list: upload, choose columns, check, decide, commit, download what is faulty, clear away.

A list goes through the states of ``BatchState``; checking and committing are background jobs, each of one transaction,
so a worker may die at any line and the next one starts the step again.
"""

"""Reading school systems: sources, runs, and what becomes of what they tell."""

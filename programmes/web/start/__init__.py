"""The pages about the start of a case."""

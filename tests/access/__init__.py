"""The matrix: every page and every action of the API × role × situation, against the decision table."""

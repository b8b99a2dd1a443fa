"""Endpoints of what municipality and NAV share about one case."""

"""Figures on outcomes: the nightly refresh, and the questions that are asked of it."""

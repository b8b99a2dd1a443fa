"""Fotfeste as a OneRoster 1.2 provider: classes for learning platforms, and a gradebook that they may write to."""

"""Packages for the archive."""

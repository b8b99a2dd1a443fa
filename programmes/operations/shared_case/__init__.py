"""What municipality and NAV do together on one case."""

"""NAV's feed of job advertisements (pam-stilling-feed)."""

"""Which person fits which place, and why. Pure: no query is made here."""

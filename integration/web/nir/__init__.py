"""The pages of NIR: what lacks and waits, files, the events of one case, and the setup."""

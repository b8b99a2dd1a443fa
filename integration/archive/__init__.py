"""Packages for the archive: the structure of Noark 5 around files, with checksums. No database is asked here."""

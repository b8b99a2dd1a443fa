"""Cases whose time has come: noticed by night, confirmed by somebody, packed, restricted, removed (law.md 7.5)."""

"""The timeline of a case as a picture: pure geometry, no Django."""

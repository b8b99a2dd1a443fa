"""Classes at the API."""

"""Follow-up at the API."""

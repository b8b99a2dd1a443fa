"""The API of the integration plan."""

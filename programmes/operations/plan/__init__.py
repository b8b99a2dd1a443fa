"""The verbs of the integration plan."""

"""The verbs of classes: enrolling, making sessions, recording attendance, results, exemptions."""

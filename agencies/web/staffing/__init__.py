"""The pages of staff administration."""

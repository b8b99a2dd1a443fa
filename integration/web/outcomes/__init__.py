"""The pages of results: one question a page, the picture first."""

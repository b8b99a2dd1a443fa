"""The lists that can be fetched as files: what stands in each, and how rows become a file."""

"""The page where lists are asked for and fetched."""

"""Letters as archive PDFs: what they say, and how they are set."""

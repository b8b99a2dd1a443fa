"""The pages on which running programmes are taken over."""

"""«Teamet»: what a team leader looks after, and the acts on many cases at once."""

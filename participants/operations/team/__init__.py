"""The team's work as a whole: cover while somebody is away, handing over many cases, releasing those of who left."""

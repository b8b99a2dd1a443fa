"""``bin/run``: the whole of Fotfeste on one machine, under one supervisor."""

"""The web server's entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Only web processes share connections among threads; a worker runs one task at a time and keeps one connection.
os.environ.setdefault("DATABASE_POOL", "8")

application = get_wsgi_application()

# After the apps are loaded, and before the first request: a worker that raises here never answers one.
import config.urls  # noqa: E402, F401 - every page is loaded now, not at the first request
from participants.synthetic import refuse_synthetic_people  # noqa: E402

refuse_synthetic_people()
# What is loaded stays for good: to go through it at each collection of garbage took a quarter of a large answer's time.
gc.collect()
gc.freeze()

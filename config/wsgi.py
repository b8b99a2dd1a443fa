"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Only web processes share connections among threads; a worker runs one task at a time and keeps one connection.
os.environ.setdefault("DATABASE_POOL", "8")

application = get_wsgi_application()

# After the apps are loaded, and before the first request: a worker that raises here never answers one.
from participants.synthetic import refuse_synthetic_people  # noqa: E402

refuse_synthetic_people()

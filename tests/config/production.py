"""The settings as they are in production, whatever those of the tests are."""

import os
import subprocess
import sys
from typing import Any

import orjson
from django.conf import settings

ENVIRONMENT = {
    "ENVIRONMENT": "production", "SECRET_KEY": "k" * 60, "RAW_INPUT_KEY": "a", "LOGIN_KEY": "a",
    "KINSHIP_KEY": "k" * 60,
    "DATABASE_URL": "postgres://app:x@db/f", "DATABASE_OWNER_URL": "postgres://owner:x@db/f",
    "REDIS_URL": "redis://cache/0", "ALLOWED_HOSTS": "fotfeste.example",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}  # fmt: skip


def production_settings(*names: str) -> dict[str, Any]:
    """The settings with these names, read by a process of its own that was started as in production."""
    program = (
        "import orjson, sys; from django.conf import settings;"
        f"sys.stdout.buffer.write(orjson.dumps({{n: getattr(settings, n) for n in {names!r}}}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | ENVIRONMENT, capture_output=True, check=True,
        cwd=settings.BASE_DIR,
    )  # fmt: skip
    return dict(orjson.loads(ran.stdout))

"""Where this installation runs, and the secrets it was given."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parents[2]

ENVIRONMENT = env.str("ENVIRONMENT", default="demo")
if ENVIRONMENT not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT is demo, test or production, not {ENVIRONMENT!r}.")

DEBUG = env.bool("DEBUG", default=False)

# Everything the installation writes: databases, documents, letters that were not sent. Documents may lie elsewhere.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
DOCUMENT_DIR = Path(env.str("DOCUMENT_DIR", default=str(DATA_DIR / "documents"))).resolve()

DEMO_SECRET_PREFIX = "demo-"  # noqa: S105 - it marks what is no secret
SECRET_KEY = env.str("SECRET_KEY", default=DEMO_SECRET_PREFIX + "only-for-synthetic-people-on-this-machine-0123456789")

# Fernet key(s) for raw input that waits in quarantine; several, newest first, while keys are being changed.
DEMO_RAW_INPUT_KEY = "ZGVtby1vbmx5LWZvci1zeW50aGV0aWMtcGVvcGxlLTA="
RAW_INPUT_KEY = env.str("RAW_INPUT_KEY", default=DEMO_RAW_INPUT_KEY)

# Keys the hashes by which a member of staff is known as, or as close to, a participant.
KINSHIP_KEY = env.str("KINSHIP_KEY", default=DEMO_SECRET_PREFIX + "kinship-of-synthetic-people-on-this-machine-0123456")

# Fernet key(s) for what people's code apps are set up with; several, newest first, while keys are being changed.
DEMO_LOGIN_KEY = "ZGVtby1vbmx5LXNlY29uZC1mYWN0b3Itb2Ytc3RhZmY="
LOGIN_KEY = env.str("LOGIN_KEY", default=DEMO_LOGIN_KEY)

# Identity numbers outside production must be synthetic, and in production must not be.
SYNTHETIC_PEOPLE_ONLY = ENVIRONMENT != "production"

# Plain HTTP and this very machine as addresses of school systems: for tests and demonstrations, never in production.
SCHOOL_SOURCES_MAY_BE_LOCAL = env.bool("SCHOOL_SOURCES_MAY_BE_LOCAL", default=ENVIRONMENT != "production")

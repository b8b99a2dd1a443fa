"""Static files and uploads."""

from pathlib import Path

from config.settings.environment import BASE_DIR, DATA_DIR, DEBUG, DOCUMENT_DIR, ENVIRONMENT, env

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "build" / "static"
# The second folder holds what config.frontend copies out of the npm packages.
FRONTEND_DIR = BASE_DIR / "build" / "frontend"
STATICFILES_DIRS = [BASE_DIR / "static", FRONTEND_DIR]

_needs_collecting = ENVIRONMENT != "test" and not DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DOCUMENT_DIR}},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if _needs_collecting
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not _needs_collecting
WHITENOISE_AUTOREFRESH = not _needs_collecting

# Documents are served by views that check access, never by their address.
MEDIA_ROOT = DOCUMENT_DIR
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
# The largest file that may be stored on a case.
DOCUMENT_MAX_BYTES = 20 * 1024 * 1024

# Where school systems may leave packages, one folder for each source; empty where nothing is watched.
SCHOOL_DROP_DIR = env.str("SCHOOL_DROP_DIR", default="")

# How long it is remembered that somebody is gone from the classes after the school system that reads them was told so.
SCHOOL_DAYS_REMOVALS = env.int("SCHOOL_DAYS_REMOVALS", default=180)

# Where packages for the archive are put, one folder for each; the operator brings them to the depot from here.
ARCHIVE_DIR = Path(env.str("ARCHIVE_DIR", default=str(DATA_DIR / "archive"))).resolve()
# How long a case stays restricted after it was packed, before it is removed for good (the law sets no such time).
RETENTION_DAYS_RESTRICTED = env.int("RETENTION_DAYS_RESTRICTED", default=90)

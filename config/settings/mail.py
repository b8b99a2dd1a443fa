"""Outgoing mail and digital post. A demonstration writes its mail to files, so that nobody real is written to."""

from config.settings.environment import DATA_DIR, ENVIRONMENT, env

_email_url = env.str("EMAIL_URL", default="")

EMAIL_FILE_PATH = str(DATA_DIR / "outbox")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Fotfeste <fotfeste@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

if ENVIRONMENT == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
elif _email_url:
    _email = env.email_url_config(_email_url)
    EMAIL_BACKEND = _email["EMAIL_BACKEND"]
    EMAIL_HOST = _email.get("EMAIL_HOST") or "localhost"
    EMAIL_PORT = _email.get("EMAIL_PORT") or 25
    EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
    EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
    EMAIL_USE_TLS = bool(_email.get("EMAIL_USE_TLS", False))
    EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_SSL", False))
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# The domain of the e-mail-to-SMS gateway of the municipality's telephone company; without it no SMS is sent.
SMS_MAIL_DOMAIN = env.str("SMS_MAIL_DOMAIN", default="")

# The carrier of letters about decisions. A demonstration only remembers them; nobody real must be told that a letter
# arrived which was never sent, so production has none until it names one.
DIGITAL_POST = env.str(
    "DIGITAL_POST",
    default="programmes.operations.delivering."
    + ("NoDigitalPost" if ENVIRONMENT == "production" else "RecordingDigitalPost"),
)

# Where people find this installation; the links in e-mail begin with it.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")

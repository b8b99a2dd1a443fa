"""Log-in, cookies and what a browser may do with a page."""

from csp.constants import NONCE

from config.settings.environment import ENVIRONMENT, env

AUTH_USER_MODEL = "agencies.User"
LOGIN_URL = "agencies:login"
LOGIN_REDIRECT_URL = "/"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if ENVIRONMENT == "test"
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

_is_production = ENVIRONMENT == "production"
# Staff with a password set up a second factor before they see anything; a demonstration asks nobody for one.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=_is_production)
# What the synthetic staff of a demonstration log in with; it stands on the log-in page there.
DEMO_PASSWORD = "" if _is_production else env.str("DEMO_PASSWORD", default="fotfeste-demo")
# A working day at most, however busy; and a screen that was left alone is closed.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=9) * 60 * 60
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_MINUTES", default=120) * 60
SESSION_COOKIE_SECURE = _is_production
SESSION_COOKIE_NAME = "__Host-session" if _is_production else "sessionid"
CSRF_COOKIE_SECURE = _is_production
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = _is_production
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=_is_production)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _is_production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
# Only behind a proxy that sets the header itself: anybody else could claim to come by HTTPS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A script runs when its tag has the answer's own nonce; a file that somebody made us keep never does. Icons in the
# design system's style sheet are data: addresses; nothing else comes from anywhere but ourselves.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

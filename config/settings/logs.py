"""Logs go to standard error, one line an event, without numbers and secrets; whoever runs the processes keeps them."""

from typing import Any

from config.settings.environment import env

_level = env.str("LOG_LEVEL", default="INFO")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _level},
    "loggers": {
        # Django's own handlers would write each line twice.
        "django": {"handlers": [], "level": _level, "propagate": True},
        "django.server": {"handlers": [], "level": _level, "propagate": True},
    },
}

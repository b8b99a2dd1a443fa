"""Refuses to start production with a demonstration's settings.

This is done when the settings are read, not by a system check, because a web server and a worker run no checks.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DEMO_LOGIN_KEY, DEMO_RAW_INPUT_KEY, DEMO_SECRET_PREFIX

_SHORTEST_SECRET = 50


def production_faults(settings: Mapping[str, Any]) -> list[str]:
    """Everything in ``settings`` that production must not have, as sentences for the person who installs."""
    secret: str = settings["SECRET_KEY"]
    hosts: list[str] = settings["ALLOWED_HOSTS"]
    faults = {
        "SECRET_KEY is the demonstration's.": secret.startswith(DEMO_SECRET_PREFIX),
        f"SECRET_KEY is shorter than {_SHORTEST_SECRET} characters.": len(secret) < _SHORTEST_SECRET,
        "RAW_INPUT_KEY is the demonstration's.": settings["RAW_INPUT_KEY"] == DEMO_RAW_INPUT_KEY,
        "LOGIN_KEY is the demonstration's.": settings["LOGIN_KEY"] == DEMO_LOGIN_KEY,
        "KINSHIP_KEY is the demonstration's.": settings["KINSHIP_KEY"].startswith(DEMO_SECRET_PREFIX),
        f"KINSHIP_KEY is shorter than {_SHORTEST_SECRET} characters.": len(settings["KINSHIP_KEY"]) < _SHORTEST_SECRET,
        "DEBUG is on.": bool(settings["DEBUG"]),
        "ALLOWED_HOSTS is empty or holds '*'.": not hosts or "*" in hosts,
        "Synthetic people are allowed.": bool(settings["SYNTHETIC_PEOPLE_ONLY"]),
        "DATABASE_URL is unset; the embedded database is for demonstrations.": settings["DATABASE_IS_EMBEDDED"],
        "REDIS_URL is unset; the embedded Valkey is for demonstrations.": settings["REDIS_IS_EMBEDDED"],
        "DATABASE_URL and DATABASE_OWNER_URL log in as the same role, so row-level security would not hold.": (
            settings["DATABASE_OWNER_USER"] == settings["DATABASE_APP_ROLE"]
        ),
        "MACHINE_TOKEN_ISSUER or MACHINE_TOKEN_JWKS_URL is not HTTPS, so anybody could hand in keys.": any(
            address and not address.startswith("https://")
            for address in (settings["MACHINE_TOKEN_ISSUER"], settings["MACHINE_TOKEN_JWKS_URL"])
        ),
        "An identity provider's issuer is not HTTPS, so anybody on the way could log in as anybody.": any(
            not provider["issuer"].startswith("https://") for provider in settings["OIDC_PROVIDERS"]
        ),
    }
    return [sentence for sentence, is_so in faults.items() if is_so]


def refuse_unsafe_production(settings: Mapping[str, Any]) -> None:
    """Raise ``ImproperlyConfigured`` with every fault at once; outside production everything goes."""
    if settings["ENVIRONMENT"] == "production" and (faults := production_faults(settings)):
        raise ImproperlyConfigured("Fotfeste will not start in production: " + " ".join(faults))

"""Production refuses to start with a demonstration's settings."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import DEMO_LOGIN_KEY, DEMO_RAW_INPUT_KEY, DEMO_SECRET_PREFIX
from config.settings.validation import production_faults, refuse_unsafe_production

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 60,
    "RAW_INPUT_KEY": "another",
    "LOGIN_KEY": "another",
    "KINSHIP_KEY": "k" * 50,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["fotfeste.example"],
    "SYNTHETIC_PEOPLE_ONLY": False,
    "DATABASE_IS_EMBEDDED": False,
    "REDIS_IS_EMBEDDED": False,
    "DATABASE_APP_ROLE": "app",
    "DATABASE_OWNER_USER": "owner",
    "MACHINE_TOKEN_ISSUER": "https://maskinporten.no/",
    "MACHINE_TOKEN_JWKS_URL": "",
    "OIDC_PROVIDERS": [{"code": "entra", "issuer": "https://login.example/"}],
}


def test_safe_settings_have_no_fault():
    assert production_faults(SAFE) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", DEMO_SECRET_PREFIX + "k" * 60),
        ("SECRET_KEY", "k" * 49),
        ("RAW_INPUT_KEY", DEMO_RAW_INPUT_KEY),
        ("LOGIN_KEY", DEMO_LOGIN_KEY),
        ("KINSHIP_KEY", DEMO_SECRET_PREFIX + "k" * 50),
        ("KINSHIP_KEY", "k" * 49),
        ("DEBUG", True),
        ("ALLOWED_HOSTS", []),
        ("ALLOWED_HOSTS", ["fotfeste.example", "*"]),
        ("SYNTHETIC_PEOPLE_ONLY", True),
        ("DATABASE_IS_EMBEDDED", True),
        ("MACHINE_TOKEN_ISSUER", "http://maskinporten.no/"),
        ("MACHINE_TOKEN_JWKS_URL", "http://maskinporten.no/jwk"),
        ("OIDC_PROVIDERS", [{"code": "entra", "issuer": "http://login.example/"}]),
        ("REDIS_IS_EMBEDDED", True),
        ("DATABASE_OWNER_USER", "app"),
    ],
)
def test_each_unsafe_setting_is_refused_in_production(name, value):
    with pytest.raises(ImproperlyConfigured):
        refuse_unsafe_production(SAFE | {name: value})


def test_a_demonstration_may_have_them():
    refuse_unsafe_production(SAFE | {"ENVIRONMENT": "demo", "DEBUG": True, "ALLOWED_HOSTS": ["*"]})


def test_all_faults_are_named_at_once():
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG is on.*Synthetic people"):
        refuse_unsafe_production(SAFE | {"DEBUG": True, "SYNTHETIC_PEOPLE_ONLY": True})

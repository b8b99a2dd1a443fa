"""The employers' identity providers (OpenID Connect): ``OIDC_PROVIDERS=entra`` and for each ``OIDC_ENTRA_…``."""

from typing import Any

from config.settings.environment import env


def _provider(code: str) -> dict[str, Any]:
    prefix = f"OIDC_{code.upper()}_"
    return {
        "code": code,
        "name": env.str(f"{prefix}NAME", default=code),
        "issuer": env.str(f"{prefix}ISSUER"),
        "client_id": env.str(f"{prefix}CLIENT_ID"),
        "client_secret": env.str(f"{prefix}CLIENT_SECRET"),
        "scope": env.str(f"{prefix}SCOPE", default="openid email profile"),
        "claim": env.str(f"{prefix}CLAIM", default="groups"),
        "acr": env.str(f"{prefix}ACR", default=""),
        "number_claim": env.str(f"{prefix}NUMBER_CLAIM", default=""),
        "email_domains": tuple(env.list(f"{prefix}EMAIL_DOMAINS", default=[])),
    }


OIDC_PROVIDERS: list[dict[str, Any]] = [_provider(code) for code in env.list("OIDC_PROVIDERS", default=[])]

"""Whose tokens machines come with (OAuth 2 bearer JWT of the Maskinporten kind); without an issuer none is taken."""

from config.settings.environment import env
from config.settings.mail import PUBLIC_URL

# Exactly as it stands in the tokens: Maskinporten's ends with a slash.
MACHINE_TOKEN_ISSUER = env.str("MACHINE_TOKEN_ISSUER", default="")
# Where the issuer's keys are; read from the issuer's own metadata (RFC 8414) unless given.
MACHINE_TOKEN_JWKS_URL = env.str("MACHINE_TOKEN_JWKS_URL", default="")
# What a token must name as its audience: a token that was made for another service opens nothing here.
MACHINE_TOKEN_AUDIENCE = env.str("MACHINE_TOKEN_AUDIENCE", default=f"{PUBLIC_URL.rstrip('/')}/api/v1/")
# The prefix that Digdir has given the owner of the scopes.
MACHINE_SCOPE_PREFIX = env.str("MACHINE_SCOPE_PREFIX", default="fotfeste")

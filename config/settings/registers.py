"""Public registers that are asked. Only production has an address by itself: a demonstration asks nobody real."""

from config.settings.environment import ENVIRONMENT, env

ENTERPRISE_REGISTER_URL = env.str(
    "ENTERPRISE_REGISTER_URL",
    default="https://data.brreg.no/enhetsregisteret/api" if ENVIRONMENT == "production" else "",
)
JOB_FEED_URL = env.str(
    "JOB_FEED_URL", default="https://pam-stilling-feed.nav.no" if ENVIRONMENT == "production" else ""
)
JOB_FEED_TOKEN = env.str("JOB_FEED_TOKEN", default="")

"""Language and time. The texts in the code are Norwegian bokmål; the catalogues translate them."""

from config.settings.environment import BASE_DIR

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True

TIME_ZONE = "Europe/Oslo"
USE_TZ = True

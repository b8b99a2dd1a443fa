"""Django's settings, one subject a module; docs/settings.md has the table of environment variables."""

from config.settings.environment import *
from config.settings.apps import *  # isort: skip
from config.settings.database import *
from config.settings.security import *
from config.settings.oidc import *
from config.settings.language import *
from config.settings.files import *
from config.settings.api import *
from config.settings.background import *
from config.settings.mail import *
from config.settings.registers import *
from config.settings.machines import *
from config.settings.logs import *
from config.settings.validation import refuse_unsafe_production

refuse_unsafe_production(globals())

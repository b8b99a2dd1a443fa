"""The settings as tests see them, chosen before anything is read from the environment."""

import os

os.environ["ENVIRONMENT"] = "test"

from config.settings import *

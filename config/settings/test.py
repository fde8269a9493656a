"""Settings of the tests: no clock, network or broker decides anything; passwords are hashed quickly."""

import os
import tempfile
from pathlib import Path

from config.compiling import compile_catalogues
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, HOME, LOCALE_PATHS

SECRET_KEY = "only for tests, guards nothing"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / "sextant-test-files"
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / f"test-{os.getpid()}.sqlite3")}

compile_catalogues(LOCALE_PATHS[0])

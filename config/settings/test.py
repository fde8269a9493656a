"""Settings of the tests: no clock, network or broker decides anything; passwords are hashed quickly."""

import os
import tempfile
from pathlib import Path

from config.compiling import compile_catalogues
from config.settings.base import *  # noqa: F403
from config.settings.base import CACHES, DATABASES, HOME, LOCALE_PATHS

SECRET_KEY = "only for tests, guards nothing"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Most tests ask what a role may do; those of the second factor turn it on.
REQUIRE_SECOND_FACTOR = False
# Pages are tested for the number of their queries; that visits are noted is tested apart.
NOTE_VISITS = False
# A test asks more in a second than people do in an hour; those of the limits turn them on.
RATE_LIMITS = False
MEDIA_ROOT = Path(tempfile.gettempdir()) / "sextant-test-files"
METRICS_FOLDER = Path(tempfile.mkdtemp(prefix="sextant-test-metrics-"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_FOLDER)
CACHES["shared"] = CACHES["default"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / f"test-{os.getpid()}.sqlite3")}

compile_catalogues(LOCALE_PATHS[0])

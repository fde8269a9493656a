"""Settings shared by every way of running Sextant. The environment is read here and nowhere else."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from environs import Env

from config.settings.environment import Environment, refuse
from config.settings.release import release_of

BASE_DIR = Path(__file__).resolve().parent.parent.parent

Env().read_env(str(BASE_DIR / ".env"), recurse=False)
env = Environment(os.environ)

HOME = env.folder("SEXTANT_HOME", BASE_DIR / "var")

RELEASE = env.text("SEXTANT_RELEASE", "") or release_of([BASE_DIR / name for name in ("static", "templates", "locale")])

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "")
# Keys of before: what they signed is still read, and nothing new is signed with them.
SECRET_KEY_FALLBACKS: list[str] = env.names("SECRET_KEY_FALLBACKS", what="keys of before")
ALLOWED_HOSTS: list[str] = env.hosts("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env.origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "crispy_forms",
    "csp",
    "django_htmx",
    "trail",
    "accounts",
    "clusters",
    "surveys",
    "reports",
    "analysis",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.headers.HeadersMiddleware",
    "config.watching.requests.WatchingMiddleware",
    "accounts.middleware.ReleaseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.bodies.BodiesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trail.middleware.ActorMiddleware",
    "accounts.middleware.PersonLanguageMiddleware",
    "config.limits.LimitsMiddleware",
    "accounts.middleware.LoginKeepingMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "clusters.context.navigation",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{HOME / 'sextant.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # A database machine that is gone is told within seconds, and not after the minutes the network takes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
# What each process remembers for itself, and what all of them count together: in files of this machine, or in a Redis
# that all machines reach. Nothing that is kept in either may be missed when it is gone.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "config.shared_files.SharedFiles",
        "LOCATION": str(HOME / "shared"),
        "TIMEOUT": 2 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
if CACHE_URL := env.redis("CACHE_URL"):
    CACHES["shared"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "TIMEOUT": 2 * 3600,
        "OPTIONS": {"socket_timeout": 1.0, "socket_connect_timeout": 1.0},
    }
# Of what is no file; files are measured by their forms (config/bodies.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**19
RATE_LIMITS = env.flag("SEXTANT_RATE_LIMITS", True)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_RESET_TIMEOUT = 3600

# Who logs in: names and passwords are Django's, the second factor and the sessions allauth's. Nobody signs up.
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "accounts.forms.PasswordAgainForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# One count of wrong tries (docs/accounts.md), in the database: not a second one in every process.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.SetUpForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sextant"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
REQUIRE_SECOND_FACTOR = env.flag("SEXTANT_REQUIRE_SECOND_FACTOR", True)
NOTE_VISITS = True
SECOND_FACTOR_ASKED_OF = "clusters.access.holds_a_role_of_trust"

AXES_HANDLER = "accounts.lockout.CountingHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.address_of"
AXES_DISABLE_ACCESS_LOG = True
# The forms themselves say that the way is closed and for how long; no middleware replaces their pages.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "old_password", "new_password1", "new_password2"]

CSRF_FAILURE_VIEW = "accounts.views.csrf_failure"

LANGUAGE_CODE = "en"
# Each by its own name: whoever looks for their language may not read the one of the page.
LANGUAGES = [("en", "English"), ("es", "Español"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.zone("TIME_ZONE", "UTC")
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = HOME / "files"
MEDIA_URL = "files/"
# Outside the database and outside the files: neither a backup nor its restoring may take it back.
ERASURES_FILE = env.text("ERASURES_FILE", str(HOME / "erasures.jsonl"))
STORAGES = {
    "default": {"BACKEND": "config.whole_files.WholeFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "sextant"
CRISPY_TEMPLATE_PACK = "sextant"

CONTENT_SECURITY_POLICY: dict[str, dict[str, list[str] | bool]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "script-src-attr": [NONE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [NONE],
        "frame-src": [NONE],
        "child-src": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
    },
}
# What no page of ours asks a device for, no script that got into one may ask for either.
REFUSED_FEATURES = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
    *("payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in REFUSED_FEATURES)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# How many proxies of ours stand in front; what others write into X-Forwarded-For and -Proto is believed in no case.
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SEAT_COOKIE_NAME = "sextant-seat"

EMAIL = env.mail("EMAIL_URL", "console://")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
# A mail server that does not answer would hold the page behind it for ever.
EMAIL_TIMEOUT = EMAIL["EMAIL_TIMEOUT"] or 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "sextant@localhost")
EMAIL_FILE_PATH = str(HOME / "mail")

JOB_HEARTBEAT_SECONDS = env.seconds("JOB_HEARTBEAT_SECONDS", 3.0)
JOB_SILENT_SECONDS = env.seconds("JOB_SILENT_SECONDS", 20.0)
if JOB_SILENT_SECONDS < 3 * JOB_HEARTBEAT_SECONDS:
    refuse(
        f"JOB_SILENT_SECONDS is {JOB_SILENT_SECONDS:g}, less than three times JOB_HEARTBEAT_SECONDS "
        f"({JOB_HEARTBEAT_SECONDS:g}): a slow job would be taken for a dead one and done twice at once",
        f"Set JOB_SILENT_SECONDS to at least {3 * JOB_HEARTBEAT_SECONDS:g}, or JOB_HEARTBEAT_SECONDS lower.",
    )

# The broker is only a doorbell: what must be done stands in the job ledger of the database.
BROKER_FOLDER = HOME / "broker"
CELERY_BROKER_URL = env.broker("CELERY_BROKER_URL", "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if CELERY_BROKER_URL.startswith("filesystem"):
    for part in ("messages", "processed", "control"):
        (BROKER_FOLDER / part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "processed_folder": str(BROKER_FOLDER / "processed"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.1,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 60,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        # A publish to a Redis that is there and does not answer would wait for ever.
        "socket_timeout": 2.0,
        "socket_connect_timeout": 2.0,
    }
# Nobody waits for the bell: one that cannot be rung now is rung by the sweep (reports/jobs.py).
CELERY_BROKER_CONNECTION_TIMEOUT = 2.0
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "celery-beat")
CELERY_BEAT_SCHEDULE = {
    "sweep the job ledger": {"task": "reports.sweep_jobs", "schedule": min(10.0, JOB_SILENT_SECONDS / 2)},
    "keep the head of the history": {"task": "trail.keep_head", "schedule": 24 * 3600.0},
    "empty the bin": {"task": "surveys.empty_bin", "schedule": 24 * 3600.0},
}

# What belongs to this machine alone, also where several share the folder above: sockets, and figures by process number.
RUN = env.folder("SEXTANT_RUN", HOME)

HISTORY_HEADS = HOME / "history-heads"

JOB_MAX_ATTEMPTS = 5

# How many requests and jobs are worked at in one moment on this machine.
BIND = env.place("SEXTANT_BIND", "127.0.0.1:8000")
WEB_WORKERS = env.whole("SEXTANT_WEB_WORKERS", 2, least=1)
WEB_THREADS = env.whole("SEXTANT_WEB_THREADS", 4, least=1)
JOB_WORKERS = env.whole("SEXTANT_JOB_WORKERS", 2, least=1)
CELERY_WORKER_CONCURRENCY = JOB_WORKERS

# Whether the installation can do its work (/readyz), and how it does (/metrics).
READY_FREE_MEBIBYTES = env.whole("SEXTANT_READY_FREE_MEBIBYTES", 200)
READY_QUEUE_SECONDS = env.whole("SEXTANT_READY_QUEUE_SECONDS", 600, least=1)
READY_BROKER_SECONDS = 1.0
METRICS_TOKEN = env.text("SEXTANT_METRICS_TOKEN", "")
METRICS_FOLDER = RUN / "metrics"
METRICS_FOLDER.mkdir(exist_ok=True)
# The library looks here, once, when it is imported: every process counts into files of its own in this folder.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_FOLDER)

# Backups are encrypted for these age recipients, or with this passphrase, unless a call says otherwise.
BACKUP_RECIPIENTS: list[str] = env.names("SEXTANT_BACKUP_RECIPIENTS", what="age recipients")
BACKUP_PASSPHRASE = env.text("SEXTANT_BACKUP_PASSPHRASE", "")
BACKUP_IDENTITY_FILE = Path(named) if (named := env.text("SEXTANT_BACKUP_IDENTITY_FILE", "")) else None

# People with a known password belong on a laptop only.
DEMO_PEOPLE = False

LOG_LEVEL = env.one_of("LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"belonging": {"()": "config.watching.lines.Belonging"}},
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "lines": {"()": "config.watching.lines.Lines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["belonging"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {},
}

"""Settings of a server. Every value that would be unsafe by default must be given, and is asked for by name."""

from config.settings.base import *  # noqa: F403
from config.settings.base import CONTENT_SECURITY_POLICY, LOGGING, STORAGES, TRUSTED_PROXIES, env
from config.settings.environment import refuse

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "") or refuse(
    "SECRET_KEY is not set, and a server needs it", "Give at least 50 random characters, the same on every machine."
)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS") or refuse(
    "ALLOWED_HOSTS is not set, and a server needs it", "Name the hosts it is called by, separated by commas."
)

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "config.static_files.HashedModulesStorage"},
}

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
# A browser takes a cookie of this prefix only from this very host, only encrypted and for the whole of it: no
# neighbour under the same domain can set or read one in its place.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language"
SEAT_COOKIE_NAME = "__Host-sextant-seat"

if SECURE_SSL_REDIRECT:
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True

# One JSON object a line, with a line for each request and each task whatever LOG_LEVEL says.
LOGGING["handlers"]["console"]["formatter"] = "lines"
LOGGING["loggers"] = {
    "config.watching.requests": {"level": "INFO"},
    "celery.app.trace": {"level": "INFO"},
    "gunicorn.error": {"level": "INFO"},
}

"""Settings of a laptop: embedded database and broker, no secret to set up, still no debug pages by default."""

from config.settings.base import *  # noqa: F403
from config.settings.base import HOME, env
from config.settings.keys import own_secret_key

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or own_secret_key(HOME)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
DEMO_PEOPLE = True

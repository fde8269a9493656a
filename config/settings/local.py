"""Settings of a laptop: embedded database and broker, no secret to set up, still no debug pages by default."""

from config.settings.base import *  # noqa: F403
from config.settings.base import HOME, env
from config.settings.keys import own_secret_key

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "") or own_secret_key(HOME)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
DEMO_PEOPLE = True
# The demo people log in with a password that is printed; the login page says that the second factor is off.
REQUIRE_SECOND_FACTOR = env.flag("SEXTANT_REQUIRE_SECOND_FACTOR", False)

"""The door for asynchronous web servers."""

import os
from pathlib import Path

from django.conf import settings
from django.core.asgi import get_asgi_application

from config.presence import be_at_work

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_asgi_application()
be_at_work(Path(settings.HOME))

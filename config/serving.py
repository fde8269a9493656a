"""How gunicorn serves the application: `gunicorn --config python:config.serving config.wsgi:application`."""

from typing import Any

from django.conf import settings

from config.watching.counts import clear_away_the_dead

bind = settings.BIND
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
graceful_timeout = 30
"""Seconds in which requests under way may be finished after SIGTERM."""
worker_tmp_dir = str(settings.RUN)
control_socket = str(settings.RUN / "gunicorn.ctl")
logconfig_dict = {
    **settings.LOGGING,
    "loggers": {**settings.LOGGING["loggers"], "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}


def on_starting(server: Any) -> None:
    """Before any worker is there."""
    clear_away_the_dead(settings.METRICS_FOLDER)

"""The Celery application. Its broker is a doorbell; the truth about work is the job ledger (docs/aggregation.md)."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_embedded_init, setup_logging, worker_init
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from config.ending import end_with
from config.presence import be_at_work

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

TRANSPORT_ALIASES["filesystem"] = "config.folder_queue:Transport"

app = Celery("sextant")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect(weak=False, dispatch_uid="config: logging stands in the settings")
def on_logging(**kwargs: Any) -> None:
    """Django has set it up; if nobody listened here, Celery would put the level of its command line over LOG_LEVEL."""


@beat_embedded_init.connect(dispatch_uid="config: the clock of a worker ends with it")
def on_clock_started(**kwargs: Any) -> None:
    """Runs in the process of the clock."""
    end_with(os.getppid())


@worker_init.connect(weak=False, dispatch_uid="config: at work")
def on_worker_start(**kwargs: Any) -> None:
    """A restore asks whether any worker is at work on this machine."""
    be_at_work(Path(settings.HOME))

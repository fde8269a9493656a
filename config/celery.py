"""The Celery application. Its broker is a doorbell; the truth about work is the job ledger (docs/aggregation.md)."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

TRANSPORT_ALIASES["filesystem"] = "config.folder_queue:Transport"

app = Celery("sextant")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

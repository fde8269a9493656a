"""Settings, addresses and the task queue: the room that wires every other one and that nobody imports."""

from config.celery import app as celery_app

__all__ = ["celery_app"]

"""Log lines as one JSON object each, with who and what they belong to."""

import logging
from datetime import datetime
from typing import Any

from celery import current_task
from pythonjsonlogger.json import JsonFormatter

from trail.context import current


def _in_words(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else type(value).__name__


class Belonging(logging.Filter):
    """Adds to each line the request, the person and the task in which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        actor = current()
        task = current_task.request.id if current_task else None
        for name, value in (("request_id", actor.request_id), ("person_id", actor.person_id), ("task_id", task)):
            if not hasattr(record, name):
                setattr(record, name, value or None)
        return True


class Lines(JsonFormatter):
    """Of a record the moment, the level, the place, the sentence and what it belongs to.

    Django hangs the whole request onto its own records; nothing of it is told here.
    """

    KEPT = ("method", "path", "status", "milliseconds", "request_id", "person_id", "task_id")

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp=True,
            json_ensure_ascii=False,
            json_default=_in_words,
        )

    def add_fields(self, log_data: dict, record: logging.LogRecord, message_dict: dict) -> None:  # type: ignore[type-arg]
        super().add_fields(log_data, record, message_dict)
        kept = {"timestamp", "level", "logger", "message", "exc_info", "stack_info", *self.KEPT}
        for name in set(log_data) - kept:
            del log_data[name]

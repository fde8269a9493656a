"""Keeping the end of the chain outside of the database, once a day."""

import logging

from celery import shared_task
from django.utils import timezone

from trail.kept_heads import keep_head

logger = logging.getLogger(__name__)


@shared_task(name="trail.keep_head")  # type: ignore[untyped-decorator]
def keep_head_of_the_day() -> None:
    """Write the head down beside the data and into the log, which is often sent elsewhere."""
    logger.warning("The history ends at %s.", keep_head(now=timezone.now()))

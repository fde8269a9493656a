"""Emptying the bin, once a day."""

import logging

from celery import shared_task
from django.utils import timezone

from surveys.bin_emptying import overdue

logger = logging.getLogger(__name__)


@shared_task(name="surveys.empty_bin")  # type: ignore[untyped-decorator]
def empty_bin_of_the_day() -> None:
    """Remove for good what has lain in the bin for thirty days; the log tells what."""
    found = list(overdue(timezone.now()))
    for each in found:
        each.remove()
    if found:
        logger.warning("Removed from the bin for good: %s.", "; ".join(each.told for each in found))

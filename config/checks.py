"""Settings that are unsafe together, caught when the application starts."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.compatibility)
def heartbeat_shorter_than_silence(app_configs: Any, **kwargs: Any) -> list[Any]:
    """A job that beats more slowly than the reaper's patience would be run twice at once."""
    if settings.JOB_SILENT_SECONDS < 3 * settings.JOB_HEARTBEAT_SECONDS:
        return [
            Warning(
                "JOB_SILENT_SECONDS is shorter than three heartbeats: a slow job may be taken for a dead one.",
                hint=f"Set JOB_SILENT_SECONDS to at least {3 * settings.JOB_HEARTBEAT_SECONDS:.0f}.",
                id="sextant.W001",
            )
        ]
    return []

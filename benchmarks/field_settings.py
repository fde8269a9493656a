"""Sextant as a server runs it, on PostgreSQL, with one bare page beside it as the yardstick."""

from config.settings.local import *  # noqa: F403

ROOT_URLCONF = "benchmarks.field_urls"
DEBUG = False
# One person sends what hundreds do.
RATE_LIMITS = False

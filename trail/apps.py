from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrailConfig(AppConfig):
    name = "trail"
    verbose_name = _("History")

    def ready(self) -> None:
        import_module("trail.receivers")

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = _("Analyses")

    def ready(self) -> None:
        # The receivers need the models, which are not there yet when this module is read.
        import_module("analysis.receivers")

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


def load_default_content(**kwargs: Any) -> None:
    """Hand over to the loader, which needs the models and is therefore named and not imported here."""
    import_string("surveys.default_content.load_after_migrate")(**kwargs)


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Questionnaires and interviews")

    def ready(self) -> None:
        post_migrate.connect(load_default_content, sender=self, dispatch_uid="surveys default content")

"""Publishes what the files of the default content say and the database does not hold yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from surveys.default_content import load_default_content
from surveys.errors import NotPublishable
from surveys.models import Questionnaire
from surveys.translations import languages_of, words_of_missing


class Command(BaseCommand):
    help = "Publishes changed files of surveys/default as new versions; migrate does the same by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_default_content()
        except NotPublishable as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(refusal.fact, returncode=1) from None
        for version in loaded:
            self.stdout.write(
                _("%(code)s, version %(version)d: published.") % {"code": version.code, "version": version.version}
            )
            if isinstance(version, Questionnaire):
                self._tell_missing(version)
        if not loaded:
            self.stdout.write(_("Nothing to do: the database holds what the files say."))

    def _tell_missing(self, questionnaire: Questionnaire) -> None:
        for language in languages_of(questionnaire):
            if language.missing:
                self.stdout.write(words_of_missing(questionnaire, language))

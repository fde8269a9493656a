"""Makes a cluster, and the study it belongs to where there is none of that name yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Taken
from clusters.models import Cluster, SectorVariant, Study
from clusters.registry import open_cluster, open_study
from surveys.models import StudySetup
from surveys.study_setup import choose_setup

REFUSED = 1
WRONG_CALL = 2
NEEDED = ("title", "base_year", "reference_year")


class Command(BaseCommand):
    help = "Makes a cluster, and the study around it where there is none of that name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help=_("short name of the study"))
        parser.add_argument("cluster", metavar="CLUSTER", help=_("short name of the cluster"))
        parser.add_argument("--name", required=True, help=_("name of the cluster, as tables print it"))
        parser.add_argument("--country", required=True, help=_("country of the cluster"))
        parser.add_argument("--product", required=True, help=_("what the cluster makes"))
        parser.add_argument("--location", default="", help=_("place or region"))
        parser.add_argument("--currency", default="USD", help=_("three letters"))
        parser.add_argument("--variant", default=SectorVariant.GENERIC, choices=SectorVariant.values)
        study = parser.add_argument_group(_("the study, when it is new"))
        study.add_argument("--title", help=_("title of the study"))
        study.add_argument("--base-year", type=int, help=_("first year of the figures"))
        study.add_argument("--reference-year", type=int, help=_("last year of the figures"))
        study.add_argument("--note", default="", help=_("what should be known of the study"))
        study.add_argument("--weighted", action="store_true", help=_("print weighted figures beside the counts"))
        study.add_argument("--manager", metavar="USERNAME", default="", help=_("the person who manages the study"))

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        study = Study.objects.filter(slug=options["study"]).first() or self._new_study(options)
        present = Cluster.objects.filter(study=study, slug=options["cluster"]).first()
        if present is not None:
            self.stdout.write(_("The study has this cluster already: %(name)s.") % {"name": present.name})
            return
        try:
            cluster = open_cluster(
                study=study,
                slug=options["cluster"],
                name=options["name"],
                country=options["country"],
                product=options["product"],
                location=options["location"],
                currency=options["currency"],
                sector_variant=options["variant"],
            )
        except Taken as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from None
        self._refuse_other_name(cluster.slug, options["cluster"])
        self.stdout.write(
            _("Opened the cluster %(study)s %(cluster)s.") % {"study": study.slug, "cluster": cluster.slug}
        )

    def _new_study(self, options: dict[str, Any]) -> Study:
        missing = [f"--{name.replace('_', '-')}" for name in NEEDED if not options[name]]
        if missing:
            text = _("There is no study %(study)s. To open it, give %(missing)s as well.")
            raise CommandError(text % {"study": options["study"], "missing": ", ".join(missing)}, returncode=WRONG_CALL)
        if options["base_year"] >= options["reference_year"]:
            raise CommandError(_("The base year must lie before the reference year."), returncode=WRONG_CALL)
        study = open_study(
            by=self._manager(options["manager"]),
            slug=options["study"],
            title=options["title"],
            base_year=options["base_year"],
            reference_year=options["reference_year"],
            price_base_year=options["base_year"],
            note=options["note"],
        )
        self._refuse_other_name(study.slug, options["study"])
        choices: dict[str, Any] = {StudySetup.weighted.field.name: True} if options["weighted"] else {}
        choose_setup(study=study, **choices)
        self.stdout.write(_("Opened the study %(study)s.") % {"study": study.slug})
        return study

    def _manager(self, name: str) -> User | None:
        if not name:
            return None
        person = User.objects.filter(username=name).first()
        if person is None:
            text = _("There is nobody of the name %(name)s; createsuperuser makes a first person.") % {"name": name}
            raise CommandError(text, returncode=WRONG_CALL)
        return person

    def _refuse_other_name(self, given: str, wanted: str) -> None:
        """A short name that cannot stand in an address would be changed on the way; scripts would not find it."""
        if given != wanted:
            text = _("“%(wanted)s” cannot stand in an address. Use small letters, figures and hyphens: %(given)s.")
            raise CommandError(text % {"wanted": wanted, "given": given}, returncode=WRONG_CALL)

"""Plans and draws the sample of a cluster's newest list, or says why not; the same call again draws the same firms."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.errors import Refusal
from clusters.models import Cluster, Frame, SamplePlan, Sharing
from clusters.sample_draws import draw_sample, faults_of, newest_draw, newest_plan
from clusters.sample_plans import (
    PlanChoices,
    StratumWish,
    listed_strata,
    plan_sample,
    planned_strata,
    work_out,
)

REFUSED = 1
WRONG_CALL = 2


class Command(BaseCommand):
    help = "Plans and draws the sample of a cluster from its newest list, by a seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("study", metavar="STUDY", help=_("short name of the study"))
        parser.add_argument("cluster", metavar="CLUSTER", help=_("short name of the cluster"))
        parser.add_argument("--seed", default="", help=_("a word or number fixed beforehand"))
        parser.add_argument("--margin", type=float, help=_("margin in percentage points; tells the size"))
        parser.add_argument("--total", type=int, help=_("a fixed number of firms instead of a margin"))
        parser.add_argument("--confidence", type=float, default=95.0, help=_("confidence in per cent"))
        parser.add_argument("--response", type=float, default=100.0, help=_("expected response in per cent"))
        parser.add_argument("--sharing", choices=Sharing.values, default=Sharing.PROPORTIONAL.value)
        parser.add_argument("--least", type=int, default=5, help=_("least firms in a stratum"))
        parser.add_argument("--reserve", type=float, default=50.0, help=_("reserve in per cent of the sample"))
        parser.add_argument("--take-all", action="append", default=[], metavar="STRATUM", help=_("take it whole"))
        parser.add_argument("--size", action="append", default=[], metavar="STRATUM=N", help=_("for --sharing custom"))
        parser.add_argument("--dry-run", action="store_true", help=_("show the plan; keep and draw nothing"))
        parser.add_argument("--replay", action="store_true", help=_("repeat the draw that is there and compare"))

    def handle(self, *args: Any, **options: Any) -> None:
        frame = self._frame(options)
        try:
            if options["replay"]:
                self._replay(frame)
                return
            choices = self._choices(frame, options)
            if options["dry_run"]:
                self._report(work_out(listed_strata(frame), choices))
                return
            with transaction.atomic():
                plan = self._plan(frame, choices)
                draw = draw_sample(plan=plan, seed=options["seed"], by=None, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal), returncode=REFUSED) from None
        self._report(planned_strata(draw.plan))
        self.stdout.write(_("Drawn with the seed %(seed)s.") % {"seed": draw.seed})

    def _plan(self, frame: Frame, choices: PlanChoices) -> SamplePlan:
        """The plan that is there already, where it says the same."""
        last = newest_plan(frame)
        if last is not None and planned_strata(last) == work_out(listed_strata(frame), choices):
            return last
        return plan_sample(frame=frame, choices=choices, by=None, now=timezone.now())

    def _replay(self, frame: Frame) -> None:
        draw = newest_draw(frame)
        if draw is None:
            raise Refusal(_("Nothing was drawn from the list of this cluster."))
        faults = faults_of(draw)
        for fault in faults:
            self.stderr.write(f"{fault.stratum}: {fault.fault}" if fault.stratum else str(fault.fault))
        if faults:
            raise Refusal(_("The record of the draw does not come out again."))
        self.stdout.write(_("The draw comes out again: the same firms in the same order."))

    def _choices(self, frame: Frame, options: dict[str, Any]) -> PlanChoices:
        known = {stratum.code for stratum in listed_strata(frame)}
        wishes = {code: StratumWish(take_all=True) for code in options["take_all"]}
        for text in options["size"]:
            code, _sign, number = text.rpartition("=")
            if not number.isdecimal():
                raise CommandError(_("Write --size STRATUM=N with a whole number."), returncode=WRONG_CALL)
            wishes[code] = StratumWish(size=int(number))
        if wishes.keys() - known:
            told = {"found": ", ".join(sorted(wishes.keys() - known)), "known": ", ".join(sorted(known))}
            raise CommandError(_("No such stratum: %(found)s. Known are: %(known)s.") % told, returncode=WRONG_CALL)
        return PlanChoices(
            sharing=options["sharing"],
            total=options["total"],
            margin_pct=options["margin"],
            confidence_pct=options["confidence"],
            response_pct=options["response"],
            least=max(options["least"], 2),
            reserve_pct=options["reserve"],
            strata=wishes,
        )

    def _frame(self, options: dict[str, Any]) -> Frame:
        cluster = Cluster.objects.filter(study__slug=options["study"], slug=options["cluster"]).first()
        frame = Frame.objects.filter(cluster=cluster).select_related("cluster").first() if cluster else None
        if frame is None:
            told = {"study": options["study"], "cluster": options["cluster"]}
            text = _("There is no cluster %(study)s %(cluster)s with a list of firms.")
            raise CommandError(text % told, returncode=WRONG_CALL)
        return frame

    def _report(self, planned: list[Any]) -> None:
        for each in planned:
            text = _("%(code)s: N %(population)d, listed %(listed)d, n %(size)d, reserve %(reserve)d")
            self.stdout.write(text % {name: getattr(each, name) for name in each.__dataclass_fields__})

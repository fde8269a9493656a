"""Moves workshops opened by mistake into the bin, brings them back, and ends the way back after thirty days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster
from surveys.binning import DAYS_IN_BIN, check_cluster_stands, check_reason
from surveys.errors import SurveyError
from surveys.models import LiveSession, SeatHold, Vote, Workshop
from surveys.workshop_changes import begin_change


@transaction.atomic
def bin_workshop(*, workshop: Workshop, by: User | None, reason: str, now: datetime) -> None:
    """Puts the workshop away with its panel, its seats on phones and an open round; a round that was closed stays."""
    _lock_cluster(workshop)
    begin_change(workshop)
    check_reason(reason)
    remedy = _("Correct the workshop, or set up another one: the newest with agreed phases stands in the tables.")
    if workshop.agreed_phases.exists():
        raise SurveyError(
            _("The workshop of %(workshop)s agreed on phases, and they may stand in runs.") % {"workshop": workshop},
            remedy,
        )
    if workshop.rounds.filter(closed_at__isnull=False).exists():
        raise SurveyError(
            _("A round of the workshop of %(workshop)s was closed, and its votes were shown.") % {"workshop": workshop},
            remedy,
        )
    workshop.binned_at, workshop.binned_by, workshop.bin_reason = now, by, reason.strip()
    workshop.save(update_fields=["binned_at", "binned_by", "bin_reason"])


@transaction.atomic
def bring_workshop_back(*, workshop: Workshop) -> None:
    """Lets the workshop stand again where it stood: phones have their seats, and an open session its code."""
    check_cluster_stands(_lock_cluster(workshop))
    stored = Workshop.everything.filter(pk=workshop.pk, binned_at__isnull=False, removed_at__isnull=True).first()
    if stored is None:
        raise SurveyError(_("The workshop is no longer in the bin."), _("Reload the page."))
    stored.binned_at, stored.binned_by, stored.bin_reason = None, None, ""
    # Pages that were open before ask by this count whether something is new.
    stored.changes += 1
    stored.save(update_fields=["binned_at", "binned_by", "bin_reason", "changes"])


def workshops_over_time(now: datetime) -> Iterator[Workshop]:
    """The workshops whose thirty days are over."""
    yield from (
        Workshop.everything.filter(binned_at__lte=now - timedelta(days=DAYS_IN_BIN), removed_at__isnull=True)
        .select_related("cluster__study")
        .order_by("binned_at", "pk")
    )


@transaction.atomic
def remove_workshop_for_good(*, workshop: Workshop, now: datetime) -> None:
    """Ends the way back: place, note, names on the panel and reasons of votes are blanked, sessions and seats end; the
    rows and the log of the sessions stay."""
    _lock_cluster(workshop)
    stored = Workshop.everything.get(pk=workshop.pk)
    if stored.binned_at is None or stored.removed_at is not None:
        return
    for panelist in stored.panelists.all():
        panelist.label, panelist.organisation, panelist.conflict_of_interest, panelist.user = "", "", "", None
        panelist.save(update_fields=["label", "organisation", "conflict_of_interest", "user"])
    Vote.objects.filter(round__workshop=stored).exclude(reason="").update(reason="")
    SeatHold.objects.filter(panelist__workshop=stored, ended_at__isnull=True).update(ended_at=now)
    LiveSession.objects.filter(workshop=stored, closed_at__isnull=True).update(closed_at=now)
    stored.place, stored.note, stored.removed_at = "", "", now
    stored.save(update_fields=["place", "note", "removed_at"])


def _lock_cluster(workshop: Workshop) -> Cluster:
    return Cluster.everything.select_for_update().get(pk=workshop.cluster_id)

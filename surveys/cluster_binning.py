"""Moves empty clusters into the bin, brings them back, and ends the way back after thirty days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import PROTECT, ManyToOneRel, Q
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, Study
from surveys.binning import DAYS_IN_BIN, check_reason
from surveys.errors import SurveyError


@transaction.atomic
def bin_cluster(*, cluster: Cluster, by: User | None, reason: str, now: datetime) -> None:
    """Puts the cluster away if nothing stands in it; roles in it, and what lies in the bin already, wait with it."""
    Study.objects.select_for_update().get(pk=cluster.study_id)
    stored = Cluster.objects.select_for_update().filter(pk=cluster.pk).first()
    if stored is None:
        raise SurveyError(_("The cluster is in the bin already."), _("Reload the page."))
    check_reason(reason)
    standing = what_stands_in(stored)
    if standing:
        raise SurveyError(
            _("%(cluster)s is not empty (%(things)s).") % {"cluster": stored, "things": ", ".join(standing)},
            _("Put its firms and workshops into the bin first; what has no bin keeps the cluster where it is."),
        )
    stored.binned_at, stored.binned_by, stored.bin_reason = now, by, reason.strip()
    stored.save(update_fields=["binned_at", "binned_by", "bin_reason"])


@transaction.atomic
def bring_cluster_back(*, cluster: Cluster) -> None:
    """Lets the cluster stand again where it stood; refused while another has its name or short name."""
    Study.objects.select_for_update().get(pk=cluster.study_id)
    stored = Cluster.everything.filter(pk=cluster.pk, binned_at__isnull=False, removed_at__isnull=True).first()
    if stored is None:
        raise SurveyError(_("The cluster is no longer in the bin."), _("Reload the page."))
    taken = Q(slug=stored.slug) | Q(name__iexact=stored.name)
    other = Cluster.objects.filter(taken, study=stored.study_id).first()
    if other is not None:
        raise SurveyError(
            _("%(other)s has taken the name %(name)s or the short name %(slug)s meanwhile.")
            % {"other": other, "name": stored.name, "slug": stored.slug},
            _("Put that cluster into the bin, then bring this one back."),
        )
    stored.binned_at, stored.binned_by, stored.bin_reason = None, None, ""
    stored.save(update_fields=["binned_at", "binned_by", "bin_reason"])


def what_stands_in(cluster: Cluster) -> list[str]:
    """What keeps the cluster from the bin, a kind and its number each: every row outside the bin that would be
    without a cluster, whatever room it belongs to."""
    found = []
    for field in Cluster._meta.get_fields(include_hidden=True):
        if not isinstance(field, ManyToOneRel) or field.on_delete is not PROTECT:
            continue
        model = field.related_model
        rows = model._base_manager.filter(**{field.field.name: cluster})
        if any(each.name == "binned_at" for each in model._meta.concrete_fields):
            rows = rows.filter(binned_at__isnull=True)
        if count := rows.count():
            found.append(f"{model._meta.verbose_name_plural}: {count}")
    return found


def clusters_over_time(now: datetime) -> Iterator[Cluster]:
    """The clusters whose thirty days are over."""
    yield from (
        Cluster.everything.filter(binned_at__lte=now - timedelta(days=DAYS_IN_BIN), removed_at__isnull=True)
        .select_related("study")
        .order_by("binned_at", "pk")
    )


@transaction.atomic
def remove_cluster_for_good(*, cluster: Cluster, now: datetime) -> None:
    """Ends the way back: origin and note are blanked; the row stays, with the name that roles and history use."""
    stored = Cluster.everything.select_for_update().get(pk=cluster.pk)
    if stored.binned_at is None or stored.removed_at is not None:
        return
    stored.origin, stored.note, stored.removed_at = "", "", now
    stored.save(update_fields=["origin", "note", "removed_at"])

"""Moves firms begun by mistake into the bin, brings them back, and empties the bin after thirty days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.contacts import erase_contact
from clusters.models import Cluster, Firm
from surveys.errors import SurveyError
from surveys.models import Interview, InterviewState

DAYS_IN_BIN = 30


@transaction.atomic
def bin_firm(*, firm: Firm, by: User | None, reason: str, now: datetime) -> None:
    """Puts the firm away with its contacts and its draft; what was handed over to a reviewer stays where it is."""
    _lock(firm)
    stored = Firm.objects.filter(pk=firm.pk).first()
    if stored is None:
        raise SurveyError(_("The firm is in the bin already."), _("Reload the page."))
    check_reason(reason)
    if Interview.objects.filter(firm=stored).exclude(state=InterviewState.DRAFT).exists():
        raise SurveyError(
            _("The interview of %(firm)s was handed over, and its answers may stand in runs.") % {"firm": stored},
            _("Note instead that the firm is not eligible, or have the interview returned and corrected."),
        )
    stored.binned_at, stored.binned_by, stored.bin_reason = now, by, reason.strip()
    stored.save(update_fields=["binned_at", "binned_by", "bin_reason"])


@transaction.atomic
def bring_back(*, firm: Firm) -> None:
    """Lets the firm stand again where it stood, with all that hangs on it; refused while another has its code."""
    check_cluster_stands(_lock(firm))
    stored = Firm.everything.filter(pk=firm.pk, binned_at__isnull=False, removed_at__isnull=True).first()
    if stored is None:
        raise SurveyError(_("The firm is no longer in the bin."), _("Reload the page."))
    other = Firm.objects.filter(cluster=stored.cluster_id, code__iexact=stored.code).first()
    if other is not None:
        raise SurveyError(
            _("%(other)s has taken the code %(code)s meanwhile.") % {"other": other, "code": stored.code},
            _("Give that firm another code or put it into the bin, then bring this one back."),
        )
    stored.binned_at, stored.binned_by, stored.bin_reason = None, None, ""
    stored.save(update_fields=["binned_at", "binned_by", "bin_reason"])


def over_time(now: datetime) -> Iterator[Firm]:
    """The firms whose thirty days are over."""
    yield from (
        Firm.everything.filter(binned_at__lte=now - timedelta(days=DAYS_IN_BIN), removed_at__isnull=True)
        .select_related("cluster__study")
        .order_by("binned_at", "pk")
    )


@transaction.atomic
def remove_for_good(*, firm: Firm, now: datetime) -> None:
    """Ends the way back: contacts are erased, name, address and attributes blanked; the log of the draft stays."""
    _lock(firm)
    stored = Firm.everything.get(pk=firm.pk)
    if stored.binned_at is None or stored.removed_at is not None:
        return
    for contact in stored.contacts.filter(erased_at__isnull=True):
        erase_contact(contact=contact, by=None, reason="the firm was removed from the bin", now=now)
    stored.name, stored.address, stored.attributes, stored.removed_at = "", "", {}, now
    stored.save(update_fields=["name", "address", "attributes", "removed_at"])


def check_reason(reason: str) -> None:
    """Refuse to put anything away without saying why."""
    if not reason.strip():
        raise SurveyError(_("A reason is needed."), _("Say why it goes into the bin."), place="reason")


def check_cluster_stands(cluster: Cluster) -> None:
    """Refuse to bring anything back into a cluster that is in the bin itself."""
    if cluster.binned_at:
        raise SurveyError(
            _("%(cluster)s is in the bin itself.") % {"cluster": cluster}, _("Bring the cluster back first.")
        )


def _lock(firm: Firm) -> Cluster:
    return Cluster.everything.select_for_update().get(pk=firm.cluster_id)

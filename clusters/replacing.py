"""Replaces a firm that gave no interview by the next of the reserve, and notes what became of an attempt."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.errors import Refusal
from clusters.locking import lock_cluster
from clusters.models import Attempt, Disposition, DrawnUnit, Firm, FrameUnit, Replacement, SampleDraw
from clusters.registry import set_disposition
from clusters.sampled_firms import next_of_reserve, place_firms, weigh_firms

REPLACEABLE = (
    Disposition.REFUSAL,
    Disposition.NON_CONTACT,
    Disposition.OTHER,
    Disposition.UNKNOWN_ELIGIBILITY,
    Disposition.INELIGIBLE,
)
"""How an attempt must have ended before somebody else is asked."""


def draw_of(firm: Firm) -> SampleDraw | None:
    """The draw that brought the firm into the sample, in it or from its reserve; None for one that nobody drew."""
    if firm.frame_unit_id is None or firm.frame_unit is None or not firm.frame_unit.is_selected:
        return None
    drawn = DrawnUnit.objects.filter(unit=firm.frame_unit_id).order_by("-draw")
    found = drawn.select_related("draw__frame__cluster").first()
    return found.draw if found else None


@transaction.atomic
def replace_firm(*, firm: Firm, reason: str, by: User | None, now: datetime) -> Replacement:
    """Bring the next firm of the reserve of the same stratum into the sample, and weigh the stratum anew.

    The firm replaced keeps its disposition and its place in every rate. Raises Refusal for a firm that was not drawn,
    is still open or was interviewed, was replaced already, or whose reserve is used up.
    """
    lock_cluster(firm.cluster_id)
    stored = Firm.objects.select_for_update(of=("self",)).select_related("frame_unit", "stratum").get(pk=firm.pk)
    draw = draw_of(stored)
    if draw is None or stored.frame_unit is None or stored.stratum is None:
        raise Refusal(_("%(firm)s was not drawn, so the reserve has no firm for it.") % {"firm": stored})
    _refuse_unless_replaceable(stored, draw)
    taken = next_of_reserve(draw, stored.stratum)
    if taken is None:
        raise Refusal(_("The reserve of %(stratum)s is used up.") % {"stratum": stored.stratum})
    FrameUnit.objects.filter(pk=taken.unit_id).update(is_selected=True)
    place_firms(stored.cluster, [taken.unit])
    replacement = Replacement.objects.create(
        draw=draw,
        replaced=stored,
        firm=Firm.everything.get(frame_unit=taken.unit_id),
        disposition=stored.disposition,
        reason=reason[:300],
        by=by,
        at=now,
    )
    weigh_firms(draw)
    return replacement


@transaction.atomic
def note_attempt(*, firm: Firm, disposition: str, by: User | None, now: datetime, note: str = "") -> Attempt:
    """Note what became of an attempt to interview the firm; the newest one is what is known of the firm."""
    set_disposition(firm=firm, disposition=disposition)
    return Attempt.objects.create(firm=firm, disposition=Disposition(disposition), note=note[:300], by=by, at=now)


def _refuse_unless_replaceable(firm: Firm, draw: SampleDraw) -> None:
    if firm.disposition not in REPLACEABLE:
        told = _("%(firm)s: %(disposition)s. Only a firm that refused, was not reached or is not eligible is replaced.")
        raise Refusal(told % {"firm": firm, "disposition": firm.get_disposition_display()})
    if Replacement.objects.filter(draw=draw, replaced=firm).exists():
        raise Refusal(_("%(firm)s was replaced already.") % {"firm": firm})

"""How writers of one workshop wait for one another, and how its pages learn that something is new."""

from django.db.models import F
from django.utils.translation import gettext as _

from surveys.errors import WorkshopRefused
from surveys.models import Workshop


def begin_change(workshop: Workshop) -> None:
    """Open a change inside a transaction: other writers of the workshop wait until it ends, so that what was checked
    still holds when it is stored; and the count that pages ask for moves on, unless the change is refused. A workshop
    that was put into the bin meanwhile is not changed."""
    if not Workshop.objects.filter(pk=workshop.pk).update(changes=F("changes") + 1):
        remedy = _("Bring it back first, on the page “Bin” of the study.")
        raise WorkshopRefused(_("The workshop is in the bin."), remedy)

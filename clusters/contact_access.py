"""Guards of the contacts of firms: who may enter or review there sees them, an analyst or a reader does not."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.access import Right, firm_for, firms_for, rights_in
from clusters.models import Contact, Firm

SEEING = frozenset({Right.ENTER, Right.REVIEW})


def firm_with_contacts_for(user: User, firm_id: UUID) -> Firm:
    """The firm whose contacts the person may see, or a refusal."""
    firm = firm_for(user, firm_id)
    _refuse_without(user, firm)
    return firm


def contact_for(user: User, contact_id: UUID, right: Right = Right.ENTER) -> Contact:
    """The contact, with firm, cluster and study at hand, or a refusal. An erased one is nobody's any more."""
    found = Contact.objects.filter(pk=contact_id, firm__in=firms_for(user), erased_at__isnull=True)
    contact = found.select_related("firm__cluster__study").first()
    if contact is None:
        raise Http404(_("There is no such contact among those of your firms."))
    contact.firm = firm_for(user, contact.firm_id, right)
    return contact


def _refuse_without(user: User, firm: Firm) -> None:
    if not SEEING & rights_in(user, firm.cluster):
        raise PermissionDenied(_("Your role in this cluster does not show the persons of its firms."))

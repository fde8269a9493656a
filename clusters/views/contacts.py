"""The persons of a firm: who they are, entering and changing them, and erasing their data. Every look is logged."""

from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, firm_for, rights_in
from clusters.contact_access import contact_for, firm_with_contacts_for
from clusters.contacts import change_contact, erase_contact, record_contact
from clusters.disclosing import shown
from clusters.forms import ContactForm, ErasureForm, carried_out
from clusters.models import Firm
from clusters.queries import contacts_of, erasures_of

REFUSED = 422


@require_safe
def firm_contacts(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """Who is who in the firm, and how many were erased."""
    firm = firm_with_contacts_for(request.user, firm_id)
    contacts = list(contacts_of(firm))
    context = {
        **place(firm),
        "contacts": contacts,
        "erasures": erasures_of(firm),
        "rights": rights_in(request.user, firm.cluster),
    }
    return shown(request, render(request, "clusters/contacts.html", context), of=firm, rows=len(contacts))


@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    firm = firm_for(request.user, firm_id, Right.ENTER)
    form = ContactForm(request.POST if request.method == "POST" else None)
    told = {"firm": firm, "by": request.user, "now": timezone.now()}
    if form.is_bound and (contact := carried_out(form, record_contact, **told)):
        messages.success(request, _("%(person)s was added.") % {"person": contact})
        return redirect("firm_contacts", firm.pk)
    status = REFUSED if form.is_bound else 200
    return render(request, "clusters/contact_form.html", {**place(firm), "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: PersonRequest, contact_id: UUID) -> HttpResponse:
    contact = contact_for(request.user, contact_id)
    form = ContactForm(request.POST if request.method == "POST" else None, initial=model_to_dict(contact))
    if form.is_bound and carried_out(form, change_contact, contact=contact) is not None:
        messages.success(request, _("%(person)s was changed.") % {"person": contact})
        return redirect("firm_contacts", contact.firm_id)
    context = {**place(contact.firm), "contact": contact, "form": form}
    page = render(request, "clusters/contact_form.html", context, status=REFUSED if form.is_bound else 200)
    return shown(request, page, of=contact.firm, rows=1)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_erase(request: PersonRequest, contact_id: UUID) -> HttpResponse:
    """Erase the data of a person for good, with a reason that stays."""
    contact = contact_for(request.user, contact_id, Right.MANAGE)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    told = {"contact": contact, "by": request.user, "now": timezone.now()}
    if form.is_bound and carried_out(form, erase_contact, **told) is not None:
        messages.success(request, _("The data of the person are gone."))
        return redirect("firm_contacts", contact.firm_id)
    context = {**place(contact.firm), "contact": contact, "form": form}
    page = render(request, "clusters/contact_erase.html", context, status=REFUSED if form.is_bound else 200)
    return shown(request, page, of=contact.firm, rows=1)


def place(firm: Firm) -> dict[str, object]:
    return {"study": firm.cluster.study, "cluster": firm.cluster, "firm": firm}

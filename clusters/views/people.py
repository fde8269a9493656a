"""Who takes part in a study."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from clusters.access import Right, membership_for, study_for
from clusters.disclosing import shown
from clusters.errors import LastManager
from clusters.forms import MemberForm, carried_out
from clusters.people import add_member, remove_member
from clusters.queries import memberships_of, open_invitations
from clusters.views.invitations import link_to


@require_http_methods(["GET", "POST"])
def study_people(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_for(request.user, study_slug, Right.MANAGE)
    form = MemberForm(study, request.POST or None)
    if request.method == "POST" and (membership := carried_out(form, add_member, study=study)):
        messages.success(request, _("%(person)s takes part now.") % {"person": membership.user})
        return redirect("study_people", study.slug)
    memberships = memberships_of(study)
    waiting = [(each, link_to(request, each), each.is_open(timezone.now())) for each in open_invitations(study)]
    context = {"study": study, "form": form, "memberships": memberships, "invitations": waiting}
    page = render(request, "clusters/people.html", context)
    return shown(request, page, of=study, rows=len(memberships))


@require_POST
def study_person_remove(request: PersonRequest, study_slug: str, membership_id: int) -> HttpResponse:
    membership = membership_for(request.user, study_slug, membership_id)
    try:
        remove_member(membership=membership)
    except LastManager as refusal:
        messages.error(request, str(refusal))
        return redirect("study_people", study_slug)
    messages.success(request, _("The role was taken away from %(person)s.") % {"person": membership.user})
    return redirect("home") if membership.user == request.user else redirect("study_people", study_slug)

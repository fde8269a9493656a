"""Asking people in by a link, and following one."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import PersonRequest
from clusters.access import Right, invitation_for, study_for
from clusters.errors import Refusal
from clusters.forms import InviteForm, JoinForm, carried_out
from clusters.invitations import (
    InvitationOver,
    accept_invitation,
    invitation_behind,
    invite,
    join_by_invitation,
    renew_invitation,
    revoke_invitation,
    token_of,
)
from clusters.inviting_mail import send_invitation
from clusters.models import Invitation

OVER = 410


@require_http_methods(["GET", "POST"])
def invitation_new(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_for(request.user, study_slug, Right.MANAGE)
    form = InviteForm(study, request.POST or None)
    places = {"study": study, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and (invitation := carried_out(form, invite, **places)):
        hand_over(request, invitation)
        return redirect("study_people", study.slug)
    return render(request, "clusters/invitation_form.html", {"study": study, "form": form})


@require_POST
def invitation_renew(request: PersonRequest, study_slug: str, invitation_id: int) -> HttpResponse:
    """Send the invitation again, with a new link."""
    invitation = invitation_for(request.user, study_slug, invitation_id)
    try:
        hand_over(request, renew_invitation(invitation=invitation, now=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("study_people", study_slug)


@require_POST
def invitation_revoke(request: PersonRequest, study_slug: str, invitation_id: int) -> HttpResponse:
    invitation = invitation_for(request.user, study_slug, invitation_id)
    revoke_invitation(invitation=invitation, now=timezone.now())
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("study_people", study_slug)


def link_to(request: HttpRequest, invitation: Invitation) -> str:
    return request.build_absolute_uri(reverse("invitation", args=[token_of(invitation)]))


def hand_over(request: PersonRequest, invitation: Invitation) -> None:
    """Mail the link, and say so; or say that it has to be handed over by hand."""
    if send_invitation(invitation, link_to(request, invitation)):
        messages.success(request, _("%(email)s was invited. The link holds for a week.") % {"email": invitation.email})
    else:
        told = _("The mail to %(email)s could not be sent. Copy the link below and hand it over yourself.")
        messages.warning(request, told % {"email": invitation.email})


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link opens: a new account, or the role for whoever is logged in."""
    found, is_present = invitation_behind(token)
    if found is None:
        raise Http404(_("There is no such invitation."))
    if not is_present or not found.is_open(timezone.now()):
        return render(request, "clusters/invitation_over.html", {"study": None}, status=OVER)
    if isinstance(request.user, User):
        return accepted(request, found, request.user)
    return joined(request, found, JoinForm(request.POST or None))


def accepted(request: HttpRequest, found: Invitation, person: User) -> HttpResponse:
    """The page with one button for somebody who has an account."""
    if request.method != "POST":
        return render(request, "clusters/invitation.html", {"invitation": found})
    try:
        accept_invitation(invitation=found, person=person, now=timezone.now())
    except InvitationOver:
        return render(request, "clusters/invitation_over.html", {"study": None}, status=OVER)
    return redirect("study", found.study.slug)


def joined(request: HttpRequest, found: Invitation, form: JoinForm) -> HttpResponse:
    """The page on which somebody new chooses name and password."""
    try:
        places = {"invitation": found, "now": timezone.now()}
        person = carried_out(form, join_by_invitation, **places) if request.method == "POST" else None
    except InvitationOver:
        return render(request, "clusters/invitation_over.html", {"study": None}, status=OVER)
    if person is None:
        return render(request, "clusters/invitation_join.html", {"invitation": found, "form": form})
    login = Login(user=person, redirect_url=reverse("study", args=[found.study.slug]))
    return perform_password_login(request, {"username": person.username}, login)

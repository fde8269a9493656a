"""Changing what somebody may do and see: the role, the second factor, the firms that are theirs."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from accounts.second_factor import reset_second_factor
from clusters.access import Right, cluster_for, firms_for, may_reset_second_factor, membership_for
from clusters.assigning import assign_firms
from clusters.forms import AssignForm, RoleForm, carried_out
from clusters.people import change_member
from clusters.queries import people_who_enter


@require_http_methods(["GET", "POST"])
def study_person_edit(request: PersonRequest, study_slug: str, membership_id: int) -> HttpResponse:
    """Another role, or fewer rows."""
    membership = membership_for(request.user, study_slug, membership_id)
    form = RoleForm(request.POST or None, initial=model_to_dict(membership))
    if request.method == "POST" and carried_out(form, change_member, membership=membership) is not None:
        messages.success(request, _("The role of %(person)s was changed.") % {"person": membership.user})
        return redirect("home") if membership.user == request.user else redirect("study_people", study_slug)
    may_reset = may_reset_second_factor(request.user, membership.user)
    context = {"study": membership.study, "membership": membership, "form": form, "may_reset": may_reset}
    return render(request, "clusters/person_edit.html", context)


@require_POST
def study_person_reset(request: PersonRequest, study_slug: str, membership_id: int) -> HttpResponse:
    """Take the second factor of somebody who lost the phone away."""
    membership = membership_for(request.user, study_slug, membership_id)
    if not may_reset_second_factor(request.user, membership.user):
        raise PermissionDenied(_("Other studies rely on this account too. Ask the administrator to reset it."))
    reset_second_factor(person=membership.user)
    told = _("The second factor of %(person)s is reset; a new one is set up at the next login.")
    messages.success(request, told % {"person": membership.user})
    return redirect("study_people", study_slug)


@require_http_methods(["GET", "POST"])
def firms_assign(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Who interviews which firm."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    firms = firms_for(request.user, Right.MANAGE).filter(cluster=cluster).select_related("assigned_to")
    form = AssignForm(people_who_enter(cluster), firms, request.POST or None)
    if request.method == "POST" and (moved := carried_out(form, assign_firms, cluster=cluster)) is not None:
        told = ngettext("%(number)d firm was given.", "%(number)d firms were given.", moved) % {"number": moved}
        messages.success(request, told)
        return redirect("firms_assign", study_slug, cluster_slug)
    context = {"study": cluster.study, "cluster": cluster, "firms": firms, "form": form}
    return render(request, "clusters/assign.html", context)

"""The bin of a study: putting a firm, a workshop or a cluster away, looking at what lies there, bringing it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right
from surveys.access import workshop_for
from surveys.bin_access import (
    bin_of,
    binned_cluster_for,
    binned_firm_for,
    binned_workshop_for,
    cluster_to_bin_for,
    firm_to_bin_for,
    study_of_bin_for,
)
from surveys.binning import DAYS_IN_BIN, bin_firm, bring_back
from surveys.cluster_binning import bin_cluster, bring_cluster_back
from surveys.errors import SurveyError
from surveys.forms.binning import BinForm, ClusterBinForm, WorkshopBinForm
from surveys.views.requests import READ_OR_SEND, sent
from surveys.workshop_binning import bin_workshop, bring_workshop_back


@require_safe
def study_bin(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_of_bin_for(request.user, study_slug)
    rows = bin_of(request.user, study, timezone.now())
    return render(request, "surveys/bin.html", {"study": study, "rows": rows, "days": DAYS_IN_BIN})


@READ_OR_SEND
def firm_bin(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """Put a firm away, with a reason."""
    firm = firm_to_bin_for(request.user, firm_id)
    cluster = firm.cluster
    form = BinForm(sent(request))
    if form.is_valid():
        try:
            bin_firm(firm=firm, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("%(firm)s is in the bin now.") % {"firm": firm})
            return redirect("study_bin", cluster.study.slug)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
    context = {"study": cluster.study, "cluster": cluster, "firm": firm, "form": form, "days": DAYS_IN_BIN}
    return render(request, "surveys/firm_bin.html", context, status=422 if form.is_bound else 200)


@require_POST
def firm_bring_back(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    firm = binned_firm_for(request.user, firm_id)
    try:
        bring_back(firm=firm)
        messages.success(request, _("%(firm)s is back, with all that belongs to it.") % {"firm": firm})
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect("study_bin", firm.cluster.study.slug)


@READ_OR_SEND
def workshop_bin(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    """Put a workshop away, with a reason."""
    workshop = workshop_for(request.user, workshop_id, Right.ENTER)
    cluster = workshop.cluster
    form = WorkshopBinForm(sent(request))
    if form.is_valid():
        try:
            bin_workshop(workshop=workshop, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The workshop of %(workshop)s is in the bin now.") % {"workshop": workshop})
            return redirect("study_bin", cluster.study.slug)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
    context = {"study": cluster.study, "cluster": cluster, "workshop": workshop, "form": form, "days": DAYS_IN_BIN}
    return render(request, "surveys/workshops/bin.html", context, status=422 if form.is_bound else 200)


@require_POST
def workshop_bring_back(request: PersonRequest, workshop_id: UUID) -> HttpResponse:
    workshop = binned_workshop_for(request.user, workshop_id)
    try:
        bring_workshop_back(workshop=workshop)
        told = _("The workshop of %(workshop)s is back, with all that belongs to it.") % {"workshop": workshop}
        messages.success(request, told)
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect("study_bin", workshop.cluster.study.slug)


@READ_OR_SEND
def cluster_bin(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Put an empty cluster away, with a reason."""
    cluster = cluster_to_bin_for(request.user, study_slug, cluster_slug)
    form = ClusterBinForm(sent(request))
    if form.is_valid():
        try:
            bin_cluster(cluster=cluster, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("%(cluster)s is in the bin now.") % {"cluster": cluster})
            return redirect("study_bin", study_slug)
        except SurveyError as refusal:
            form.add_error(None, str(refusal))
    context = {"study": cluster.study, "cluster": cluster, "form": form, "days": DAYS_IN_BIN}
    return render(request, "surveys/cluster_bin.html", context, status=422 if form.is_bound else 200)


@require_POST
def cluster_bring_back(request: PersonRequest, cluster_id: int) -> HttpResponse:
    cluster = binned_cluster_for(request.user, cluster_id)
    try:
        bring_cluster_back(cluster=cluster)
        messages.success(request, _("%(cluster)s is back, with all that belongs to it.") % {"cluster": cluster})
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return redirect("study_bin", cluster.study.slug)

"""Weights of a cluster: the versions kept, making one after a look at its steps, and which one is in use."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for
from clusters.models import Cluster
from reports.errors import WeightsRefusedError
from reports.models import WeightVersion
from reports.weight_forms import WeightsForm
from reports.weight_inputs import reckon, sample_of
from reports.weight_page import answered_since, class_lines, preview_of, version_context, version_of, weighed_anew
from reports.weight_words import refusal_of
from reports.weights import make_weights, use_weights
from reports.weights_in_use import weights_in_use
from scoring.weighting_errors import WeightingError


@require_safe
def weights(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Every version of the cluster's weights, and which is in use."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    used = weights_in_use(cluster)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "versions": WeightVersion.objects.filter(cluster=cluster).select_related("by").defer("firms"),
        "used": used,
        "has_list": cluster.frames.exists(),
        "since": answered_since(cluster, used) if used else 0,
        "anew": weighed_anew(cluster, used) if used else 0,
    }
    return render(request, "reports/weights.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def weights_new(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Choose how weights are made, look at their steps, and keep them."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    form = WeightsForm(request.POST or None)
    context: dict[str, Any] = {"study": cluster.study, "cluster": cluster, "form": form}
    try:
        sample = sample_of(cluster)
        context |= {"sample": sample, "lines": class_lines(sample)}
        if form.is_valid():
            context |= {"preview": preview_of(sample, reckon(sample, form.choices))}
            if request.POST.get("step") == "keep":
                return kept(request, cluster, form)
    except WeightsRefusedError as refusal:
        refused(form, refusal, context)
    except WeightingError as fault:
        refused(form, refusal_of(fault), context)
    return render(request, "reports/weights_new.html", context, status=422 if form.errors else 200)


@require_safe
def weight_version(request: PersonRequest, study_slug: str, cluster_slug: str, number: int) -> HttpResponse:
    """One version: how it was made, every step, every firm."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    return render(request, "reports/weight_version.html", version_context(cluster, version_of(cluster, number)))


@require_POST
def weights_use(request: PersonRequest, study_slug: str, cluster_slug: str, number: int) -> HttpResponse:
    """Put a version in use."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    version = version_of(cluster, number)
    use_weights(cluster=cluster, version=version, by=request.user, now=timezone.now())
    messages.success(request, _("These weights are in use: %(version)s.") % {"version": version})
    return redirect("weights", study_slug, cluster_slug)


@require_POST
def weights_base(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Put base weights in use again."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    use_weights(cluster=cluster, version=None, by=request.user, now=timezone.now())
    messages.success(request, _("Base weights are in use again."))
    return redirect("weights", study_slug, cluster_slug)


def kept(request: PersonRequest, cluster: Cluster, form: WeightsForm) -> HttpResponse:
    """Keep the weights and put them in use."""
    version = make_weights(
        cluster=cluster,
        choices=form.choices,
        name=form.cleaned_data["name"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("The weights are kept and in use. Runs that rest on others are marked stale."))
    return redirect("weight_version", cluster.study.slug, cluster.slug, version.number)


def refused(form: WeightsForm, refusal: WeightsRefusedError, context: dict[str, Any]) -> None:
    """Tell a refusal beside its field, or above the form; before anything was typed, in place of the form."""
    if form.is_bound:
        form.add_error(refusal.place if refusal.place in form.fields else None, str(refusal))
    else:
        context["refusal"] = str(refusal)

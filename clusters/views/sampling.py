"""The sample of a cluster: its plan, its draw, its replacements."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firm_for, firms_for, rights_in, sees_every_row
from clusters.disclosing import handed_out
from clusters.forms import PlanForm, ReplaceForm, SampleDrawForm, carried_out
from clusters.models import Cluster, Frame
from clusters.replacing import REPLACEABLE, draw_of, replace_firm
from clusters.sample_draws import draw_sample, newest_draw, newest_plan
from clusters.sample_page import draw_file, sample_page
from clusters.sample_plans import PlanChoices, choices_of, listed_strata, plan_sample
from clusters.sampled_firms import next_of_reserve
from trail.csv_files import csv_text

REFUSED = 422


@require_safe
def sample(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Plan, draw, response and replacements; closed to those who see their own firms only."""
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    if not sees_every_row(request.user, cluster):
        raise PermissionDenied(_("You see your own firms only; the sample is of all firms."))
    return _page(request, cluster, SampleDrawForm())


@require_http_methods(["GET", "POST"])
def sample_plan(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """How many firms of each stratum are to be drawn."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    frame = _newest_frame(cluster)
    if frame is None:
        return redirect("sample", study_slug, cluster_slug)
    before = newest_plan(frame)
    choices = choices_of(before) if before else PlanChoices(margin_pct=7.5)
    form = PlanForm(listed_strata(frame), choices, request.POST or None)
    if request.method == "POST":
        places = {"frame": frame, "by": request.user, "now": timezone.now()}
        if carried_out(form, plan_sample, **places) is not None:
            messages.success(request, _("The plan is kept. Look at its numbers; nothing is drawn yet."))
            return redirect("sample", study_slug, cluster_slug)
    context = {"study": cluster.study, "cluster": cluster, "frame": frame, "form": form}
    return render(request, "clusters/sample_plan.html", context, status=REFUSED if form.is_bound else 200)


@require_POST
def sample_draw(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """Draw the firms of the newest plan."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    frame = _newest_frame(cluster)
    plan = newest_plan(frame) if frame else None
    form = SampleDrawForm(request.POST)
    if plan is None:
        messages.error(request, _("Plan the sample first, then draw."))
        return redirect("sample", study_slug, cluster_slug)
    if carried_out(form, draw_sample, plan=plan, by=request.user, now=timezone.now()) is None:
        return _page(request, cluster, form, status=REFUSED)
    messages.success(request, _("The firms are drawn and stand in the list of firms."))
    return redirect("sample", study_slug, cluster_slug)


@require_safe
def sample_file(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The record of the draw as CSV: every line drawn with its key, so that anybody can repeat it."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    frame = _newest_frame(cluster)
    draw = newest_draw(frame) if frame else None
    if draw is None:
        raise Http404(_("Nothing was drawn from the list of this cluster."))
    lines = draw_file(draw)
    # Excel reads a file without this mark in the encoding of its own country.
    answer = HttpResponse("\ufeff" + csv_text(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="draw-{cluster.slug}-{draw.frame.version}.csv"'
    return handed_out(request, answer, of=cluster, rows=len(lines) - 1)


@require_http_methods(["GET", "POST"])
def firm_replace(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """Bring the next firm of the reserve in, for one that gave no interview."""
    firm = firm_for(request.user, firm_id, Right.MANAGE)
    cluster, draw = firm.cluster, draw_of(firm)
    form = ReplaceForm(request.POST or None)
    if request.method == "POST":
        done = carried_out(form, replace_firm, firm=firm, by=request.user, now=timezone.now())
        if done is not None:
            told = {"firm": firm, "other": done.firm}
            messages.success(request, _("%(other)s of the reserve is in the sample now, after %(firm)s.") % told)
            return redirect("sample", cluster.study.slug, cluster.slug)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "firm": firm,
        "form": form,
        "next": next_of_reserve(draw, firm.stratum) if draw and firm.stratum else None,
        "is_drawn": draw is not None,
        "may_be_replaced": firm.disposition in REPLACEABLE,
    }
    return render(request, "clusters/firm_replace.html", context, status=REFUSED if form.is_bound else 200)


def _newest_frame(cluster: Cluster) -> Frame | None:
    return Frame.objects.filter(cluster=cluster).select_related("cluster").first()


def _page(request: PersonRequest, cluster: Cluster, form: SampleDrawForm, status: int = 200) -> HttpResponse:
    frame = _newest_frame(cluster)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "frame": frame,
        "form": form,
        "page": sample_page(frame, firms_for(request.user).filter(cluster=cluster)) if frame else None,
        "rights": rights_in(request.user, cluster),
    }
    return render(request, "clusters/sample.html", context, status=status)

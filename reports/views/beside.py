"""A cluster beside the other clusters of its study, by a run."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import cluster_for, rights_in
from reports.access import run_for, study_of_runs_for
from reports.comparison_words import joined_of_shares, why_no_interval
from reports.models import RunState
from reports.run_page import run_context
from reports.sampling import NoSample
from reports.side_by_side import SideBySide, side_by_side


@require_safe
def run_beside(request: PersonRequest, run_id: str) -> HttpResponse:
    """One cluster of a run beside the others; `?cluster=` says which, otherwise it is the first."""
    found = run_for(request.user, run_id)
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    slugs = [each.slug for each in context["tables"].clusters]
    wanted = request.GET.get("cluster") or next(iter(slugs), "")
    beside = side_by_side(found, wanted)
    if wanted and beside is None:
        raise Http404(_("This run has no such cluster."))
    context |= {
        "table": "beside",
        "beside": beside,
        "parts": context["tables"].clusters,
        "reasons": reasons_of(beside) if beside else [],
        "joined": joined_of(beside) if beside else [],
    }
    return render(request, "reports/run_beside.html", context)


@require_safe
def cluster_beside(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The same by the newest finished run, or what has to be done before there is one."""
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    study = study_of_runs_for(request.user, study_slug)
    latest = study.runs.filter(state=RunState.READY, clusters__cluster=cluster).order_by("-created_at").first()
    if latest is not None:
        return redirect(f"{reverse('run_beside', args=[latest.pk])}?cluster={cluster.slug}")
    context = {"study": study, "cluster": cluster, "rights": rights_in(request.user, study)}
    return render(request, "reports/cluster_beside.html", context)


def reasons_of(beside: SideBySide) -> list[tuple[str, str]]:
    """Why shares carry no interval, each reason with the clusters it holds for."""
    shares = beside.dimensions[0].rows[0]
    told = zip([beside.own, *beside.others], [shares.own, *(each.share for each in shares.others)], strict=True)
    found: dict[NoSample, list[str]] = {}
    for cluster, share in told:
        if share.reason is not None:
            found.setdefault(share.reason, []).append(cluster.name)
    return [(why_no_interval((reason,)), ", ".join(names)) for reason, names in found.items()]


def joined_of(beside: SideBySide) -> list[tuple[str, str]]:
    """Which strata were taken together for errors, each sentence with the clusters it holds for."""
    found: dict[str, list[str]] = {}
    for place, cluster in enumerate([beside.own, *beside.others]):
        told = [(each.code, each.rows[0]) for each in beside.dimensions]
        shares = {code: [row.own, *(other.share for other in row.others)][place] for code, row in told}
        for sentence in joined_of_shares(shares):
            found.setdefault(sentence, []).append(cluster.name)
    return [(sentence, ", ".join(names)) for sentence, names in found.items()]

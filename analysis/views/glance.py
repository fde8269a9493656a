"""One cluster on one screen, and the same as a policy brief of one page."""

from io import BytesIO

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from analysis.cluster_brief import write_cluster_brief
from analysis.glance import glance_at
from clusters.access import Right, cluster_for, rights_in
from clusters.disclosing import handed_out


@require_safe
def cluster_glance(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "rights": rights_in(request.user, cluster),
        "study_rights": rights_in(request.user, cluster.study),
        "glance": glance_at(request.user, cluster),
    }
    return render(request, "analysis/glance.html", context)


@require_safe
def cluster_brief(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The policy brief of the cluster as PDF, in the language of the page."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.EXPORT)
    written = BytesIO()
    write_cluster_brief(glance_at(request.user, cluster), written, made_on=timezone.localdate())
    answer = HttpResponse(written.getvalue(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="brief-{cluster.slug}.pdf"'
    return handed_out(request, answer, of=cluster)

"""The implementation report of a sample as a page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import cluster_for, firms_for, rights_in, sees_every_row
from reports.implementation import implementation_report


@require_safe
def implementation(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """How the sample was made and what became of it; closed to those who see their own firms only."""
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    if not sees_every_row(request.user, cluster):
        raise PermissionDenied(_("You see your own firms only; the sample is of all firms."))
    firms = firms_for(request.user).filter(cluster=cluster)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "report": implementation_report(cluster, firms, timezone.localdate()),
        "rights": rights_in(request.user, cluster),
    }
    return render(request, "reports/implementation.html", context)

"""The implementation report of a sample as a file."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from analysis.implementation_document import implementation_document
from clusters.access import Right, cluster_for, firms_for
from clusters.disclosing import handed_out
from reports.implementation import implementation_report


@require_safe
def implementation_file(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The report as PDF, in the language of the page."""
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.EXPORT)
    firms = firms_for(request.user).filter(cluster=cluster)
    report = implementation_report(cluster, firms, timezone.localdate())
    if report is None:
        raise Http404(_("There is no list of this cluster yet."))
    answer = HttpResponse(implementation_document(report), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="implementation-{cluster.slug}.pdf"'
    return handed_out(request, answer, of=cluster)

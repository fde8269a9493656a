"""What was changed in studies, clusters, firms and one's own account, and by whom."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firm_for, sees_every_row, study_for
from clusters.account_changes import account_entries, account_history
from clusters.changes import ENTRIES_ON_A_PAGE, Thing, changes_of
from clusters.models import FrameUnit, Membership
from trail.reading import Tables, key_of

WAY = "clusters/trail.html"
WITHOUT_LINES = Tables(without=(FrameUnit._meta.db_table,))
ROLES = Tables(only=(Membership._meta.db_table,))


@require_safe
def study_people_changes(request: PersonRequest, study_slug: str) -> HttpResponse:
    """Who was given which role and lost it."""
    study = study_for(request.user, study_slug, Right.MANAGE)
    return changes_of(request, Thing(str(study), [key_of(study)], study, WAY, {"study": study}, ROLES))


@require_safe
def cluster_changes(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The cluster with its lists, series and register; who sees their own firms only is told of no line of a list."""
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    tables = Tables() if sees_every_row(request.user, cluster) else WITHOUT_LINES
    context = {"study": cluster.study, "cluster": cluster}
    return changes_of(request, Thing(str(cluster), [key_of(cluster)], cluster, WAY, context, tables))


@require_safe
def firm_changes(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    """The firm: name, weights, what became of the attempt to interview it."""
    firm = firm_for(request.user, firm_id)
    context = {"study": firm.cluster.study, "cluster": firm.cluster}
    return changes_of(request, Thing(str(firm), [key_of(firm)], firm.cluster, WAY, context))


@require_safe
def account_changes(request: PersonRequest) -> HttpResponse:
    """One's own account, and nobody else's."""
    page = Paginator(account_entries(request.user), ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "clusters/account_changes.html", {"page": page, "history": account_history(list(page))})

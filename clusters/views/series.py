"""The yearly series of a cluster: every version, and a form for the next one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, rights_in
from clusters.forms import SeriesForm, carried_out
from clusters.queries import series_groups
from clusters.series_versions import add_series


@require_safe
def series(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "rights": rights_in(request.user, cluster),
        "groups": series_groups(cluster),
    }
    return render(request, "clusters/series.html", context)


@require_http_methods(["GET", "POST"])
def series_new(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    form = SeriesForm(request.POST or None, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and (added := carried_out(form, add_series, cluster=cluster)):
        text = _("%(kind)s: version %(version)d was added. Look at its figures below.")
        messages.success(request, text % {"kind": added.get_kind_display(), "version": added.version})
        return redirect("series", study_slug, cluster_slug)
    return render(request, "clusters/series_form.html", {"study": cluster.study, "cluster": cluster, "form": form})

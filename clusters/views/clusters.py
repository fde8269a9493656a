"""One cluster: what is known of it, its frame, firms and series."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firms_for, may, rights_in, sees_every_row, study_for
from clusters.forms import ChangeClusterForm, ClusterForm, carried_out
from clusters.history_page import register_of
from clusters.models import Frame
from clusters.queries import series_groups
from clusters.registry import change_cluster, open_cluster
from clusters.response import disposition_counts, response_row


@require_safe
def cluster(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    place = cluster_for(request.user, study_slug, cluster_slug)
    context = {
        "study": place.study,
        "cluster": place,
        "rights": rights_in(request.user, place),
        "study_rights": rights_in(request.user, place.study),
        "sees_every_row": sees_every_row(request.user, place),
        "frame": Frame.objects.filter(cluster=place).first(),
        "response": response_row(place.name, disposition_counts(firms_for(request.user).filter(cluster=place))),
        "register": register_of(place),
        "newest_series": [group.versions[0] for group in series_groups(place)],
    }
    return render(request, "clusters/cluster.html", context)


@require_http_methods(["GET", "POST"])
def cluster_new(request: PersonRequest, study_slug: str) -> HttpResponse:
    study = study_for(request.user, study_slug, Right.MANAGE)
    form = ClusterForm(request.POST or None)
    if request.method == "POST" and (place := carried_out(form, open_cluster, study=study)):
        messages.success(request, _("The cluster was added. Now bring in its firms."))
        return redirect("cluster", study.slug, place.slug)
    return render(request, "clusters/cluster_form.html", {"study": study, "form": form})


@require_http_methods(["GET", "POST"])
def cluster_edit(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    place = cluster_for(request.user, study_slug, cluster_slug, Right.MANAGE)
    form = ChangeClusterForm(request.POST or None, initial=model_to_dict(place))
    if request.method == "POST" and carried_out(form, change_cluster, cluster=place) is not None:
        messages.success(request, _("The cluster was changed."))
        return redirect("cluster", study_slug, cluster_slug)
    may_bin = may(request.user, Right.MANAGE, place.study)
    context = {"study": place.study, "cluster": place, "form": form, "may_bin": may_bin}
    return render(request, "clusters/cluster_form.html", context)

"""Adding a firm by hand, and changing what is known of one. The list of firms is where they are interviewed."""

from uuid import UUID

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, firm_for, sees_every_row
from clusters.forms import ChangeFirmForm, FirmForm, carried_out
from clusters.registry import add_firm, change_firm


@require_http_methods(["GET", "POST"])
def firm_new(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    form = FirmForm(request.POST or None)
    # Somebody with own rows only would not see again what they have added.
    own = None if sees_every_row(request.user, cluster, Right.ENTER) else request.user
    if request.method == "POST" and (firm := carried_out(form, add_firm, cluster=cluster, assigned_to=own)):
        messages.success(request, _("%(firm)s was added.") % {"firm": firm})
        return redirect("firms", study_slug, cluster_slug)
    return render(request, "clusters/firm_form.html", {"study": cluster.study, "cluster": cluster, "form": form})


@require_http_methods(["GET", "POST"])
def firm_edit(request: PersonRequest, firm_id: UUID) -> HttpResponse:
    firm = firm_for(request.user, firm_id, Right.ENTER)
    cluster = firm.cluster
    form = ChangeFirmForm(request.POST or None, initial=model_to_dict(firm))
    if request.method == "POST" and carried_out(form, change_firm, firm=firm) is not None:
        messages.success(request, _("%(firm)s was changed.") % {"firm": firm})
        return redirect("firms", cluster.study.slug, cluster.slug)
    context = {"study": cluster.study, "cluster": cluster, "firm": firm, "form": form}
    return render(request, "clusters/firm_form.html", context)

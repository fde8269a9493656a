"""The register of a cluster: crises and policy actions on a line of time, and the forms that enter them."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, crisis_for, policy_for, rights_in
from clusters.forms import CrisisForm, PolicyForm, carried_out
from clusters.history import correct_line, record_crisis, record_policy, strike_line
from clusters.history_page import register_of
from clusters.models import CrisisEvent, PolicyAction

FORMS: dict[str, tuple[type[Form], Callable[..., CrisisEvent | PolicyAction]]] = {
    "crisis": (CrisisForm, record_crisis),
    "policy": (PolicyForm, record_policy),
}


@require_safe
def history(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug)
    rights = rights_in(request.user, cluster)
    context = {"study": cluster.study, "cluster": cluster, "rights": rights, "register": register_of(cluster)}
    return render(request, "clusters/history.html", context)


def _new(request: PersonRequest, study_slug: str, cluster_slug: str, what: str) -> HttpResponse:
    cluster = cluster_for(request.user, study_slug, cluster_slug, Right.ENTER)
    form_class, record = FORMS[what]
    form = form_class(request.POST or None)
    done = {"cluster": cluster, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and (line := carried_out(form, record, **done)):
        messages.success(request, _("“%(line)s” was added to the register.") % {"line": line})
        return redirect("history", study_slug, cluster_slug)
    context = {"study": cluster.study, "cluster": cluster, "form": form, "what": what}
    return render(request, "clusters/history_form.html", context)


def _edit(request: PersonRequest, line: CrisisEvent | PolicyAction, what: str) -> HttpResponse:
    form = FORMS[what][0](request.POST or None, initial=model_to_dict(line))
    done = {"line": line, "by": request.user, "now": timezone.now()}
    if request.method == "POST" and carried_out(form, correct_line, **done) is not None:
        messages.success(request, _("“%(line)s” was corrected.") % {"line": line})
        return redirect("history", line.cluster.study.slug, line.cluster.slug)
    context = {"study": line.cluster.study, "cluster": line.cluster, "form": form, "what": what, "line": line}
    return render(request, "clusters/history_form.html", context)


def _strike(request: PersonRequest, line: CrisisEvent | PolicyAction) -> HttpResponse:
    strike_line(line=line)
    messages.success(request, _("“%(line)s” was taken out of the register.") % {"line": line})
    return redirect("history", line.cluster.study.slug, line.cluster.slug)


@require_http_methods(["GET", "POST"])
def crisis_new(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    return _new(request, study_slug, cluster_slug, "crisis")


@require_http_methods(["GET", "POST"])
def policy_new(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    return _new(request, study_slug, cluster_slug, "policy")


@require_http_methods(["GET", "POST"])
def crisis_edit(request: PersonRequest, crisis_id: int) -> HttpResponse:
    return _edit(request, crisis_for(request.user, crisis_id), "crisis")


@require_http_methods(["GET", "POST"])
def policy_edit(request: PersonRequest, policy_id: int) -> HttpResponse:
    return _edit(request, policy_for(request.user, policy_id), "policy")


@require_POST
def crisis_strike(request: PersonRequest, crisis_id: int) -> HttpResponse:
    return _strike(request, crisis_for(request.user, crisis_id))


@require_POST
def policy_strike(request: PersonRequest, policy_id: int) -> HttpResponse:
    return _strike(request, policy_for(request.user, policy_id))

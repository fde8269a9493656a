"""The earlier rounds of a cluster: which they are, linking one, and taking a link away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from clusters.access import Right, cluster_for, rights_in
from clusters.forms import RoundForm, carried_out
from clusters.rounds import link_rounds, links_of, possible_earlier, round_link_for, unlink_rounds


@require_http_methods(["GET", "HEAD", "POST"])
def round_links(request: PersonRequest, study_slug: str, cluster_slug: str) -> HttpResponse:
    """The links of a cluster; who manages it adds one."""
    right = Right.MANAGE if request.method == "POST" else Right.VIEW
    cluster = cluster_for(request.user, study_slug, cluster_slug, right)
    rights = rights_in(request.user, cluster)
    form = RoundForm(possible_earlier(request.user, cluster), request.POST or None) if Right.MANAGE in rights else None
    done = {"later": cluster, "by": request.user, "now": timezone.now()}
    if form is not None and request.method == "POST" and carried_out(form, link_rounds, **done) is not None:
        messages.success(request, _("The two rounds are linked. Their runs can be compared now."))
        return redirect("round_links", study_slug, cluster_slug)
    context = {
        "study": cluster.study,
        "cluster": cluster,
        "links": links_of(request.user, cluster),
        "form": form,
        "choices": form is not None and form.fields["earlier"].queryset.exists(),  # type: ignore[attr-defined]
        "study_rights": rights_in(request.user, cluster.study),
    }
    return render(request, "clusters/round_links.html", context)


@require_POST
def round_unlink(request: PersonRequest, link_id: int) -> HttpResponse:
    """Take a link away."""
    link = round_link_for(request.user, link_id)
    unlink_rounds(link=link)
    messages.success(request, _("The link is taken away. Runs stay as they are."))
    return redirect("round_links", link.later.study.slug, link.later.slug)

"""Approving several interviews of the queue at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest
from surveys.bulk_review import SomeHeldUp, approve_several
from surveys.desk import clusters_on_desk
from surveys.models import Interview

MOST = 200


@require_POST
def review_several(request: PersonRequest, study_slug: str) -> HttpResponse:
    """All that were chosen, or none: what is held up is listed with its reasons, and the others can be confirmed."""
    study, clusters = clusters_on_desk(request.user, study_slug)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    back = reverse("review", args=[study.slug]) + query
    wanted = [each for each in request.POST.getlist("interview")[:MOST] if _is_uuid(each)]
    chosen = list(Interview.objects.filter(pk__in=wanted, firm__cluster__in=clusters))
    try:
        done = approve_several(interviews=chosen, by=request.user, now=timezone.now())
    except SomeHeldUp as held:
        clear = [each for each in held.judged if not each.reasons]
        context = {"study": study, "held": [each for each in held.judged if each.reasons], "clear": clear, "back": back}
        return render(request, "surveys/review_several.html", {**context, "query": query}, status=409)
    words = ngettext("%(n)d interview went on.", "%(n)d interviews went on.", len(done)) % {"n": len(done)}
    messages.success(request, words)
    return redirect(back)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

"""What a phone takes along, and the page, the worker and the manifest with which it works without a connection."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import set_response_etag
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from accounts.languages import is_spoken
from accounts.requests import PersonRequest
from clusters.access import Right, numbered_cluster_for
from surveys.app_parts import app_page, manifest_of, worker_script
from surveys.taking_along import cluster_to_take, forms_to_take, questionnaire_to_take
from surveys.views.field import for_the_person_named


@require_safe
@gzip_page
@conditional_page
@for_the_person_named
def field_cluster(request: PersonRequest, cluster_id: int) -> JsonResponse:
    """The cluster with its firms and interviews."""
    cluster = numbered_cluster_for(request.user, cluster_id, Right.ENTER)
    return tagged(cluster_to_take(request.user, cluster))


@require_safe
@gzip_page
@conditional_page
@for_the_person_named
def field_forms(request: PersonRequest, cluster_id: int, questionnaire_id: int, language: str) -> JsonResponse:
    """The sections of one questionnaire in one language, ready to be shown."""
    cluster = numbered_cluster_for(request.user, cluster_id, Right.ENTER)
    return tagged(forms_to_take(cluster, questionnaire_to_take(cluster, questionnaire_id), language))


def tagged(document: dict[str, Any]) -> JsonResponse:
    """An answer that need not be sent again to a phone that has it."""
    response = JsonResponse(document)
    set_response_etag(response)
    return response


@cache_control(no_cache=True)
@login_not_required
@require_safe
def field_app(request: HttpRequest) -> HttpResponse:
    """The page that works without a connection, drawn for nobody: what is personal comes from the phone itself."""
    wanted = request.GET.get("in", "")
    return HttpResponse(app_page(wanted if is_spoken(wanted) else get_language() or ""))


@never_cache
@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for the server while there is no connection, for every page of the application."""
    return HttpResponse(worker_script(), content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


@cache_control(no_cache=True)
@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to know to install the application."""
    return JsonResponse(manifest_of(get_language() or ""), content_type="application/manifest+json")

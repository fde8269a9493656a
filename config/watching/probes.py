"""What machines ask: whether the application lives, whether it is ready, and how it does."""

import secrets
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from config.watching.metrics import told
from config.watching.readiness import hindrances

SENT_ON = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")
"""Headers by which a proxy on this machine shows that the question comes from elsewhere."""


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked: restarting it would mend nothing else."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the installation can do its work; if not, status 503 and what hinders it."""
    found = hindrances()
    reasons = [{"name": each.name, "fact": each.fact} for each in found]
    return JsonResponse({"ready": not found, "reasons": reasons}, status=503 if found else 200)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; for whoever may not have them there is no such page."""
    if not may_scrape(request):
        return HttpResponseNotFound("Not found.\n", content_type="text/plain")
    return HttpResponse(told(), content_type=CONTENT_TYPE_LATEST)


def may_scrape(request: HttpRequest) -> bool:
    """Whoever shows the token may; without a token in the settings, programs on this machine may."""
    if settings.METRICS_TOKEN:
        shown = request.headers.get("Authorization", "").encode()
        return secrets.compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode())
    if any(header in request.headers for header in SENT_ON):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}

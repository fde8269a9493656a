"""What waits on a device: a page that is filled by the browser from what it holds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest


@require_safe
def field_queue(request: PersonRequest) -> HttpResponse:
    """The same page for everybody; whose answers it shows is decided by the device."""
    return render(request, "surveys/field/queue.html")

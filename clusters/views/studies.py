"""The list of a person's studies."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clusters.access import studies_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Every study in which the person has a role."""
    return render(request, "clusters/home.html", {"studies": studies_for(request.user)})

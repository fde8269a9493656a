"""The addresses of Sextant, and a bare view that inserts one row for the person who is logged in."""

from django.db import connection
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from accounts.requests import PersonRequest


@require_POST
def insert_row(request: PersonRequest) -> HttpResponse:
    """Store what was sent as one row, in one transaction, and say so."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_row (person, body) VALUES (%s, %s)", [request.user.pk, request.body.decode()])
    return HttpResponse("stored")


urlpatterns = [path("bare/", insert_row), path("", include("config.urls"))]
"""Like every page of Sextant the bare one asks who is there and checks the token; that much any such view must do."""

"""How the views of workshops read a request."""

from django.http import QueryDict
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def sent(request: PersonRequest) -> QueryDict | None:
    """What was sent with a form, also when it is empty; None when the page is only read."""
    return request.POST if request.method == "POST" else None

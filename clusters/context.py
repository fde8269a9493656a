"""What every page's head needs to know."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The links of the head, for people who have logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    links = [("home", _("Studies"))]
    return {
        "navigation": [
            {"label": label, "url": reverse(name), "current": request.path == reverse(name)} for name, label in links
        ]
    }

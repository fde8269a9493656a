"""States as a shape and a word, never as colour alone."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

STATES = {
    "draft": (_("Draft"), "quiet", "ring"),
    "submitted": (_("Submitted"), "active", "arrow"),
    "returned": (_("Returned"), "warning", "back"),
    "resubmitted": (_("Resubmitted"), "active", "again"),
    "checked": (_("Waits for headquarters"), "active", "half"),
    "approved": (_("Approved"), "success", "check"),
    "queued": (_("Queued"), "quiet", "ring"),
    "started": (_("Started"), "active", "half"),
    "done": (_("Done"), "success", "check"),
    "failed": (_("Failed"), "error", "cross"),
    "cancelled": (_("Cancelled"), "quiet", "cross"),
    "stale": (_("Stale"), "warning", "dashed"),
}


@register.inclusion_tag("components/badge.html")
def badge(state: str, label: str = "") -> dict[str, Any]:
    """The mark of a state of an interview, a workshop or a job; label replaces the word."""
    word, tone, icon = STATES.get(state, (state, "quiet", "ring"))
    return {"label": label or word, "tone": tone, "icon": icon}

"""The walk of an interview through review, step by step, append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.interview import Interview, InterviewState


class ReviewEvent(models.Model):
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="review_events", verbose_name=_("interview")
    )
    from_state = models.CharField(_("from"), max_length=12, choices=InterviewState.choices)
    to_state = models.CharField(_("to"), max_length=12, choices=InterviewState.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="review_events",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    revision_count = models.PositiveIntegerField(_("revisions at that moment"), default=0)

    class Meta:
        verbose_name = _("step of review")
        verbose_name_plural = _("steps of review")
        ordering = ["interview", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.interview}: {self.get_to_state_display()}"

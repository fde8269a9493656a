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


class SeenFlag(models.Model):
    """A reviewer's word that a figure which looks wrong is right, with the reason; never changed.

    It holds for these figures only (`key`): another answer raises the flag anew.
    """

    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="seen_flags", verbose_name=_("interview")
    )
    key = models.CharField(_("flag"), max_length=64)
    text = models.TextField(_("what it said"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("figure found right")
        verbose_name_plural = _("figures found right")
        ordering = ["interview", "at", "pk"]
        constraints = [models.UniqueConstraint(fields=["interview", "key"], name="seen_flag_once")]

    def __str__(self) -> str:
        return f"{self.interview}: {self.text}"


class Standing(models.Model):
    """What a queue shows and filters by, kept so that no list computes it; it can always be made anew.

    `levels` maps hr, process, product to [low, high]; `levels_before` are those at the last return. `figures` maps the
    key figures by which firms are compared (scoring.outliers) to their values. `counted` is the length of the log from
    which flags and figures were taken, None before the first time.
    """

    interview = models.OneToOneField(
        Interview, on_delete=models.CASCADE, primary_key=True, related_name="standing", verbose_name=_("interview")
    )
    open_flags = models.PositiveIntegerField(_("open flags"), default=0)
    figures = models.JSONField(_("key figures"), default=dict, blank=True)
    counted = models.PositiveIntegerField(_("revisions used"), null=True, blank=True)
    levels = models.JSONField(_("levels"), default=dict, blank=True)
    levels_before = models.JSONField(_("levels at the last return"), default=dict, blank=True)
    is_undetermined = models.BooleanField(_("a level is undetermined"), default=False)

    class Meta:
        verbose_name = _("standing in review")
        verbose_name_plural = _("standings in review")

    def __str__(self) -> str:
        return str(self.interview_id)

"""What devices hand over besides revisions: that an interview is finished, and answers that came after that."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.interview import Interview


class Handover(models.Model):
    """A device's word that the interview is finished. Never changed; its id is made on the device.

    `rests_on` lists the revisions the device had made for the interview by then: the interview is handed over once
    all of them have arrived.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="handovers", verbose_name=_("interview")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    made_at = models.DateTimeField(_("made"))
    received_at = models.DateTimeField(_("received"))
    rests_on = models.JSONField(_("rests on"), default=list, blank=True)

    class Meta:
        verbose_name = _("handing over")
        verbose_name_plural = _("handing over")
        ordering = ["interview", "received_at"]

    def __str__(self) -> str:
        return str(self.interview)


class LateAnswerState(models.TextChoices):
    WAITING = "waiting", _("Waits for a reviewer")
    TAKEN = "taken", _("Taken over")
    DECLINED = "declined", _("Not taken over")
    SAME = "same", _("Says what stood already")


class LateAnswer(models.Model):
    """One item of a revision that arrived when its interview was closed: a proposal, never a change by itself.

    `revision` is the id made on the device; `change` is what the revision told of the item, as it would have been
    stored. What was proposed is never changed; the decision is written once.
    """

    revision = models.UUIDField(_("revision"))
    interview = models.ForeignKey(
        Interview, on_delete=models.CASCADE, related_name="late_answers", verbose_name=_("interview")
    )
    item = models.CharField(_("item"), max_length=40)
    change = models.JSONField(_("change"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="late_answers",
        verbose_name=_("author"),
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("made"))
    received_at = models.DateTimeField(_("received"))
    device = models.CharField(_("device"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=LateAnswerState.choices, default=LateAnswerState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("late answer")
        verbose_name_plural = _("late answers")
        ordering = ["interview", "received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "item"], name="late_answer_once"),
        ]
        indexes = [models.Index(fields=["interview", "state"], name="late_answer_state_idx")]

    def __str__(self) -> str:
        return f"{self.interview}: {self.item}"

"""Firms scored a second time: the draw, the pair of interviews with their blind answers, and settled differences."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Firm
from surveys.models.interview import Interview, Revision


class ScoringDraw(models.Model):
    """One draw of firms to be scored twice; never changed. `scoring.drawing` repeats it from what stands here."""

    cluster = models.ForeignKey(
        Cluster, on_delete=models.PROTECT, related_name="scoring_draws", verbose_name=_("cluster")
    )
    share_pct = models.FloatField(
        _("share of firms, per cent"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    seed = models.CharField(_("seed"), max_length=60)
    frame_hash = models.CharField(_("SHA-256 of the frame"), max_length=64)
    frame = models.JSONField(_("codes of the frame, in order"))
    drawn = models.JSONField(_("codes drawn, in the order of the draw"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"), null=True
    )
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("draw for double scoring")
        verbose_name_plural = _("draws for double scoring")
        ordering = ["cluster", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share_pct__gte=0) & models.Q(share_pct__lte=100), name="scoring_draw_share_pct"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {len(self.drawn)}/{len(self.frame)}"


class DoubleScoring(models.Model):
    """A firm that is scored twice. `first_answers` and `second_answers` are frozen when each interview is first handed
    over; from then on neither changes. `revealed_at` is when both were there: before, neither scorer sees the other."""

    firm = models.OneToOneField(Firm, on_delete=models.PROTECT, related_name="double_scoring", verbose_name=_("firm"))
    first = models.OneToOneField(
        Interview, on_delete=models.PROTECT, related_name="scored_again", verbose_name=_("first interview")
    )
    second = models.OneToOneField(
        Interview, on_delete=models.PROTECT, related_name="second_of", verbose_name=_("second interview")
    )
    scorer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="second_scorings",
        verbose_name=_("second scorer"),
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("assigned by"), null=True
    )
    assigned_at = models.DateTimeField(_("assigned"))
    first_answers = models.JSONField(_("blind answers of the first scorer"), null=True, blank=True)
    second_answers = models.JSONField(_("blind answers of the second scorer"), null=True, blank=True)
    revealed_at = models.DateTimeField(_("both handed over"), null=True, blank=True)

    class Meta:
        verbose_name = _("double scoring")
        verbose_name_plural = _("double scorings")
        ordering = ["firm"]

    def __str__(self) -> str:
        return str(self.firm)


class Settlement(models.Model):
    """Which answer to one question holds, said by whom and why; the newest of a question holds.

    `answer` is a third one, where neither scorer's holds.
    """

    class Holds(models.TextChoices):
        FIRST = "first", _("The first scorer's answer")
        SECOND = "second", _("The second scorer's answer")
        OTHER = "other", _("Another answer")

    pair = models.ForeignKey(
        DoubleScoring, on_delete=models.PROTECT, related_name="settlements", verbose_name=_("double scoring")
    )
    item = models.CharField(_("item"), max_length=60)
    holds = models.CharField(_("what holds"), max_length=8, choices=Holds.choices)
    answer = models.JSONField(_("the other answer"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="settlements", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", verbose_name=_("revision"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("settled difference")
        verbose_name_plural = _("settled differences")
        ordering = ["pair", "item", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="settlement_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.pair}: {self.item}"

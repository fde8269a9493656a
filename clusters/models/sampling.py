"""The sample of a frame: the plan, the draw with its reserve, replacements, and attempts to reach a firm."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.firm import Disposition, Firm
from clusters.models.frame import Frame, FrameUnit, Stratum


def _by() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"), null=True
    )


class Sharing(models.TextChoices):
    """How a sample is shared among strata (method, A.6)."""

    PROPORTIONAL = "proportional", _("In proportion to the firms of each stratum")
    EQUAL = "equal", _("As many in every stratum")
    NEYMAN = "neyman", _("By firms times spread (Neyman)")
    EACH = "each", _("As many in each as keep the margin there")
    CUSTOM = "custom", _("The numbers given for each stratum")


class SamplePlan(models.Model):
    """How many firms of each stratum are to be drawn, and why so many; the newest of a frame holds.

    `strata` has one entry a stratum, as `clusters.sample_plans.PlannedStratum`. `total` is what was asked for, or empty
    where the margin tells it. Append-only.
    """

    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="plans", verbose_name=_("sampling frame"))
    sharing = models.CharField(_("shared among strata"), max_length=12, choices=Sharing.choices)
    total = models.PositiveIntegerField(_("firms asked for"), null=True, blank=True)
    margin_pct = models.FloatField(_("margin, percentage points"), null=True, blank=True)
    confidence_pct = models.FloatField(_("confidence, per cent"), default=95)
    proportion_pct = models.FloatField(_("share to be estimated, per cent"), default=50)
    response_pct = models.FloatField(_("expected response, per cent"), default=100)
    least = models.PositiveSmallIntegerField(_("least in a stratum"), default=5)
    reserve_pct = models.FloatField(_("reserve, per cent of the sample"), default=50)
    strata = models.JSONField(_("strata"))
    note = models.TextField(_("note"), blank=True)
    by = _by()
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("sample plan")
        verbose_name_plural = _("sample plans")
        ordering = ["frame", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(least__gte=2), name="sample_plan_least_is_two"),
        ]

    def __str__(self) -> str:
        return f"{self.frame}: {self.get_sharing_display()}"


class SampleDraw(models.Model):
    """One draw of a frame by a plan; never changed. `scoring.drawing.replay` repeats it from seed and frame.

    A later draw of the same frame has the same seed and no stratum with fewer firms: it only adds.
    """

    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="draws", verbose_name=_("sampling frame"))
    plan = models.ForeignKey(SamplePlan, on_delete=models.PROTECT, related_name="draws", verbose_name=_("sample plan"))
    seed = models.CharField(_("seed"), max_length=60)
    frame_hash = models.CharField(_("SHA-256 of the frame"), max_length=64)
    by = _by()
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("draw of a sample")
        verbose_name_plural = _("draws of samples")
        ordering = ["frame", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(seed=""), name="sample_draw_has_a_seed"),
        ]

    def __str__(self) -> str:
        return f"{self.frame}: {self.seed}"


class DrawnUnit(models.Model):
    """A line of the frame that was drawn, in the sample or in the reserve behind it; never changed.

    `place` counts from 1 within the stratum. `inclusion` is the probability of every listed line of the stratum to come
    into the sample; empty in the reserve.
    """

    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="units", verbose_name=_("draw"))
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="+", verbose_name=_("stratum"))
    unit = models.ForeignKey(FrameUnit, on_delete=models.PROTECT, related_name="drawn", verbose_name=_("frame unit"))
    place = models.PositiveIntegerField(_("place in the order of the draw"))
    is_reserve = models.BooleanField(_("in the reserve"))
    inclusion = models.FloatField(_("probability of inclusion"), null=True, blank=True)

    class Meta:
        verbose_name = _("drawn line of a frame")
        verbose_name_plural = _("drawn lines of a frame")
        ordering = ["draw", "stratum", "place"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "unit"], name="drawn_unit_once_in_draw"),
            models.UniqueConstraint(fields=["draw", "stratum", "place"], name="drawn_unit_place_once"),
            models.CheckConstraint(
                condition=models.Q(is_reserve=True, inclusion__isnull=True)
                | models.Q(is_reserve=False, inclusion__gt=0, inclusion__lte=1),
                name="drawn_unit_inclusion_of_sample",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code}: {self.place}"


class Replacement(models.Model):
    """The next firm of the reserve in the place of one that gave no interview, and why; never changed."""

    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="replacements", verbose_name=_("draw"))
    replaced = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="replaced_in", verbose_name=_("firm replaced")
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="brought_in_by", verbose_name=_("firm of the reserve")
    )
    disposition = models.CharField(_("what became of the interview"), max_length=20, choices=Disposition.choices)
    reason = models.CharField(_("reason"), max_length=300)
    by = _by()
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("replacement of a firm")
        verbose_name_plural = _("replacements of firms")
        ordering = ["draw", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "replaced"], name="replacement_once_for_a_firm"),
            models.UniqueConstraint(fields=["draw", "firm"], name="replacement_once_by_a_firm"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="replacement_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.replaced} – {self.firm}"


class Attempt(models.Model):
    """One attempt to interview a firm and what became of it; never changed. Still pending: try again."""

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("firm"))
    disposition = models.CharField(_("what became of it"), max_length=20, choices=Disposition.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = _by()
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("attempt to interview a firm")
        verbose_name_plural = _("attempts to interview firms")
        ordering = ["firm", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.firm}: {self.get_disposition_display()}"

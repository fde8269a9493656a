"""A study: one survey of one or more clusters over one span of years."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Study(models.Model):
    """The frame around everything else; its two years are the ends of every growth figure."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    base_year = models.PositiveSmallIntegerField(_("base year"))
    reference_year = models.PositiveSmallIntegerField(_("reference year"))
    price_base_year = models.PositiveSmallIntegerField(_("year of the price base"))
    note = models.TextField(_("note"), blank=True)
    is_reconstruction = models.BooleanField(
        _("firms are reconstructed"),
        default=False,
        help_text=_("Marks a study whose firms were rebuilt from published totals."),
    )
    size_bounds = models.JSONField(
        _("size classes from"),
        null=True,
        blank=True,
        help_text=_("Head counts from which a firm is small, medium and large; empty for the usual ones."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(base_year__lt=models.F("reference_year")),
                name="study_base_year_before_reference_year",
                violation_error_message=_("The base year must lie before the reference year."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def intervals(self) -> int:
        """Number of years between the two ends; seven observations make six intervals."""
        return self.reference_year - self.base_year

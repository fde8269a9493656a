"""A rule set says which items hold which rung. It is data, versioned, and frozen once published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.frozen import Freezable, Status, VersionQuerySet


class RuleSetVersion(Freezable):
    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    content = models.JSONField(_("rules"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    content_hash = models.CharField(_("SHA-256 of the content"), max_length=64, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="ruleset_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    def is_frozen(self) -> bool:
        return self.pk is not None and RuleSetVersion.objects.filter(pk=self.pk, status=Status.PUBLISHED).exists()

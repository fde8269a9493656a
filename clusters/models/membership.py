"""Who takes part in what, and as what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.study import Study


class Role(models.TextChoices):
    CONSULTANT = "consultant", _("Consultant")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Manager")
    ANALYST = "analyst", _("Analyst")
    READER = "reader", _("Reader")


class Membership(models.Model):
    """A person's role in a whole study, or in one cluster of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("study"))
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("cluster"),
        null=True,
        blank=True,
        help_text=_("Empty: the role holds for every cluster of the study."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    own_rows_only = models.BooleanField(
        _("own firms only"),
        default=False,
        help_text=_("A consultant sees the firms given to them and the interviews they began, and no others."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["study", "user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "study", "role"],
                condition=models.Q(cluster__isnull=True),
                name="membership_unique_in_study",
            ),
            models.UniqueConstraint(fields=["user", "cluster", "role"], name="membership_unique_in_cluster"),
            models.CheckConstraint(
                condition=models.Q(own_rows_only=False) | models.Q(role=Role.CONSULTANT),
                name="membership_own_rows_of_consultants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

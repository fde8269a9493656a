"""Somebody who was asked to take part and has not answered yet."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from clusters.models.cluster import Cluster
from clusters.models.membership import Role
from clusters.models.study import Study


class Invitation(models.Model):
    """A link that gives a role once. `nonce` is what the present link holds; a new one makes the old link void."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("study"))
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    own_rows_only = models.BooleanField(_("own firms only"), default=False)
    clusters = models.ManyToManyField(
        Cluster,
        related_name="invitations",
        verbose_name=_("clusters"),
        blank=True,
        help_text=_("Empty: the role holds for every cluster of the study."),
    )
    nonce = models.CharField(max_length=43)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("invited by"),
        null=True,
    )
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("accepted by"),
        null=True,
        blank=True,
    )
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(own_rows_only=False) | models.Q(role=Role.CONSULTANT),
                name="invitation_own_rows_of_consultants",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    def is_open(self, now: datetime) -> bool:
        """Whether the link can still be used."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at

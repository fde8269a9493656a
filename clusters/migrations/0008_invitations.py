"""Invitations by a link that works once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0007_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("consultant", "Consultant"),
                            ("reviewer", "Reviewer"),
                            ("manager", "Manager"),
                            ("analyst", "Analyst"),
                            ("reader", "Reader"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("own_rows_only", models.BooleanField(default=False, verbose_name="own firms only")),
                ("nonce", models.CharField(max_length=43)),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "clusters",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Empty: the role holds for every cluster of the study.",
                        related_name="invitations",
                        to="clusters.cluster",
                        verbose_name="clusters",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="clusters.study",
                        verbose_name="study",
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accepted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-created_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("own_rows_only", False), ("role", "consultant"), _connector="OR"),
                        name="invitation_own_rows_of_consultants",
                    )
                ],
            },
        ),
    ]

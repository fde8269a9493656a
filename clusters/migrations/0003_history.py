"""The register of crises and policy actions of a cluster."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("clusters", "0002_how_lists_were_read"),
    ]

    operations = [
        migrations.CreateModel(
            name="CrisisEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("description", models.TextField(blank=True, verbose_name="what happened")),
                ("informant", models.CharField(blank=True, max_length=120, verbose_name="who told it")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="document")),
                ("recorded_at", models.DateTimeField(verbose_name="entered")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quality", "Quality crisis"),
                            ("export_barrier", "Export barriers"),
                            ("macro_policy", "Macroeconomic policy"),
                            ("factor_price", "Prices of inputs"),
                            ("other", "Accidents and others"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="crises",
                        to="clusters.cluster",
                        verbose_name="cluster",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "crisis",
                "verbose_name_plural": "crises",
                "ordering": ["cluster", "year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PolicyAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("description", models.TextField(blank=True, verbose_name="what happened")),
                ("informant", models.CharField(blank=True, max_length=120, verbose_name="who told it")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="document")),
                ("recorded_at", models.DateTimeField(verbose_name="entered")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1800),
                            django.core.validators.MaxValueValidator(2200),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Infrastructure"),
                            (2, "Marketplaces"),
                            (3, "Industrial park"),
                            (4, "Logistics centre"),
                            (5, "Training of workers"),
                            (6, "Industrial association"),
                            (7, "Financial incentives"),
                            (8, "Generic promotion"),
                            (9, "Exhibitions"),
                            (10, "Quality inspection centre"),
                            (11, "Support for firms’ research and development"),
                        ],
                        verbose_name="type",
                    ),
                ),
                (
                    "timing",
                    models.CharField(
                        choices=[("before", "Before the crisis"), ("after", "After the crisis")],
                        max_length=6,
                        verbose_name="before or after",
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="clusters.cluster",
                        verbose_name="cluster",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy action",
                "verbose_name_plural": "policy actions",
                "ordering": ["cluster", "year", "pk"],
            },
        ),
    ]

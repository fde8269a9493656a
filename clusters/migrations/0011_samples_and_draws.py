"""Sample plans, draws with their reserve, replacements, and attempts to interview a firm."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0010_bin_of_clusters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "disposition",
                    models.CharField(
                        choices=[
                            ("pending", "Not yet contacted"),
                            ("complete", "Interview complete"),
                            ("partial", "Interview partial"),
                            ("refusal", "Refused"),
                            ("non_contact", "Could not be reached"),
                            ("other", "Other non-response"),
                            ("unknown_eligibility", "Not known whether eligible"),
                            ("ineligible", "Not eligible"),
                        ],
                        max_length=20,
                        verbose_name="what became of it",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="clusters.firm",
                        verbose_name="firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt to interview a firm",
                "verbose_name_plural": "attempts to interview firms",
                "ordering": ["firm", "-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SamplePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sharing",
                    models.CharField(
                        choices=[
                            ("proportional", "In proportion to the firms of each stratum"),
                            ("equal", "As many in every stratum"),
                            ("neyman", "By firms times spread (Neyman)"),
                            ("each", "As many in each as keep the margin there"),
                            ("custom", "The numbers given for each stratum"),
                        ],
                        max_length=12,
                        verbose_name="shared among strata",
                    ),
                ),
                ("total", models.PositiveIntegerField(blank=True, null=True, verbose_name="firms asked for")),
                ("margin_pct", models.FloatField(blank=True, null=True, verbose_name="margin, percentage points")),
                ("confidence_pct", models.FloatField(default=95, verbose_name="confidence, per cent")),
                ("proportion_pct", models.FloatField(default=50, verbose_name="share to be estimated, per cent")),
                ("response_pct", models.FloatField(default=100, verbose_name="expected response, per cent")),
                ("least", models.PositiveSmallIntegerField(default=5, verbose_name="least in a stratum")),
                ("reserve_pct", models.FloatField(default=50, verbose_name="reserve, per cent of the sample")),
                ("strata", models.JSONField(verbose_name="strata")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="clusters.frame",
                        verbose_name="sampling frame",
                    ),
                ),
            ],
            options={
                "verbose_name": "sample plan",
                "verbose_name_plural": "sample plans",
                "ordering": ["frame", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SampleDraw",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(max_length=60, verbose_name="seed")),
                ("frame_hash", models.CharField(max_length=64, verbose_name="SHA-256 of the frame")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "frame",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="clusters.frame",
                        verbose_name="sampling frame",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draws",
                        to="clusters.sampleplan",
                        verbose_name="sample plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "draw of a sample",
                "verbose_name_plural": "draws of samples",
                "ordering": ["frame", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Replacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "disposition",
                    models.CharField(
                        choices=[
                            ("pending", "Not yet contacted"),
                            ("complete", "Interview complete"),
                            ("partial", "Interview partial"),
                            ("refusal", "Refused"),
                            ("non_contact", "Could not be reached"),
                            ("other", "Other non-response"),
                            ("unknown_eligibility", "Not known whether eligible"),
                            ("ineligible", "Not eligible"),
                        ],
                        max_length=20,
                        verbose_name="what became of the interview",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought_in_by",
                        to="clusters.firm",
                        verbose_name="firm of the reserve",
                    ),
                ),
                (
                    "replaced",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_in",
                        to="clusters.firm",
                        verbose_name="firm replaced",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="clusters.sampledraw",
                        verbose_name="draw",
                    ),
                ),
            ],
            options={
                "verbose_name": "replacement of a firm",
                "verbose_name_plural": "replacements of firms",
                "ordering": ["draw", "at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "replaced"), name="replacement_once_for_a_firm"),
                    models.UniqueConstraint(fields=("draw", "firm"), name="replacement_once_by_a_firm"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="replacement_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DrawnUnit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(verbose_name="place in the order of the draw")),
                ("is_reserve", models.BooleanField(verbose_name="in the reserve")),
                ("inclusion", models.FloatField(blank=True, null=True, verbose_name="probability of inclusion")),
                (
                    "stratum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clusters.stratum",
                        verbose_name="stratum",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="clusters.frameunit",
                        verbose_name="frame unit",
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="clusters.sampledraw",
                        verbose_name="draw",
                    ),
                ),
            ],
            options={
                "verbose_name": "drawn line of a frame",
                "verbose_name_plural": "drawn lines of a frame",
                "ordering": ["draw", "stratum", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "unit"), name="drawn_unit_once_in_draw"),
                    models.UniqueConstraint(fields=("draw", "stratum", "place"), name="drawn_unit_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("inclusion__isnull", True), ("is_reserve", True)),
                            models.Q(("inclusion__gt", 0), ("inclusion__lte", 1), ("is_reserve", False)),
                            _connector="OR",
                        ),
                        name="drawn_unit_inclusion_of_sample",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="sampleplan",
            constraint=models.CheckConstraint(condition=models.Q(("least__gte", 2)), name="sample_plan_least_is_two"),
        ),
        migrations.AddConstraint(
            model_name="sampledraw",
            constraint=models.CheckConstraint(
                condition=models.Q(("seed", ""), _negated=True), name="sample_draw_has_a_seed"
            ),
        ),
    ]

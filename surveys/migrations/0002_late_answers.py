import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0001_questionnaires_interviews_workshops"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("rests_on", models.JSONField(blank=True, default=list, verbose_name="rests on")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="surveys.interview",
                        verbose_name="interview",
                    ),
                ),
            ],
            options={
                "verbose_name": "handing over",
                "verbose_name_plural": "handing over",
                "ordering": ["interview", "received_at"],
            },
        ),
        migrations.CreateModel(
            name="LateAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.UUIDField(verbose_name="revision")),
                ("item", models.CharField(max_length=40, verbose_name="item")),
                ("change", models.JSONField(verbose_name="change")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("device", models.CharField(blank=True, max_length=80, verbose_name="device")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a reviewer"),
                            ("taken", "Taken over"),
                            ("declined", "Not taken over"),
                            ("same", "Says what stood already"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_answers",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="late_answers",
                        to="surveys.interview",
                        verbose_name="interview",
                    ),
                ),
            ],
            options={
                "verbose_name": "late answer",
                "verbose_name_plural": "late answers",
                "ordering": ["interview", "received_at", "pk"],
                "indexes": [models.Index(fields=["interview", "state"], name="late_answer_state_idx")],
                "constraints": [models.UniqueConstraint(fields=("revision", "item"), name="late_answer_once")],
            },
        ),
    ]

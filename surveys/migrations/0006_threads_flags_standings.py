import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0005_assessed_levels_choice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "interview",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="surveys.interview",
                        verbose_name="interview",
                    ),
                ),
                ("open_flags", models.PositiveIntegerField(default=0, verbose_name="open flags")),
                ("figures", models.JSONField(blank=True, default=dict, verbose_name="key figures")),
                ("counted", models.PositiveIntegerField(blank=True, null=True, verbose_name="revisions used")),
                ("levels", models.JSONField(blank=True, default=dict, verbose_name="levels")),
                ("levels_before", models.JSONField(blank=True, default=dict, verbose_name="levels at the last return")),
                ("is_undetermined", models.BooleanField(default=False, verbose_name="a level is undetermined")),
            ],
            options={
                "verbose_name": "standing in review",
                "verbose_name_plural": "standings in review",
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(blank=True, max_length=40, verbose_name="item")),
                (
                    "awaits",
                    models.CharField(
                        choices=[
                            ("consultant", "Waits for the consultant"),
                            ("reviewer", "Waits for the reviewer"),
                            ("nobody", "Resolved"),
                        ],
                        max_length=10,
                        verbose_name="awaits",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("last_at", models.DateTimeField(verbose_name="last comment")),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="threads",
                        to="surveys.interview",
                        verbose_name="interview",
                    ),
                ),
            ],
            options={
                "verbose_name": "thread of comments",
                "verbose_name_plural": "threads of comments",
                "ordering": ["interview", "opened_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("said", "Comment"), ("resolved", "Resolved"), ("reopened", "Opened again")],
                        default="said",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("as_reviewer", models.BooleanField(verbose_name="written as reviewer")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("device", models.CharField(blank=True, max_length=80, verbose_name="device")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="surveys.thread",
                        verbose_name="thread",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ["thread", "received_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ThreadReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(verbose_name="read up to")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="surveys.thread",
                        verbose_name="thread",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a thread",
                "verbose_name_plural": "readings of threads",
            },
        ),
        migrations.CreateModel(
            name="SeenFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, verbose_name="flag")),
                ("text", models.TextField(verbose_name="what it said")),
                ("reason", models.TextField(verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seen_flags",
                        to="surveys.interview",
                        verbose_name="interview",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure found right",
                "verbose_name_plural": "figures found right",
                "ordering": ["interview", "at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("interview", "key"), name="seen_flag_once")],
            },
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["interview", "awaits"], name="thread_awaits_idx"),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.UniqueConstraint(fields=("interview", "item"), name="thread_one_per_question"),
        ),
        migrations.AddConstraint(
            model_name="threadreading",
            constraint=models.UniqueConstraint(fields=("thread", "person"), name="thread_reading_once"),
        ),
    ]

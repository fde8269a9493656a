import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0002_late_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="vote",
            name="cast",
            field=models.UUIDField(blank=True, null=True, verbose_name="id made on the phone"),
        ),
        migrations.AddField(
            model_name="vote",
            name="evidence",
            field=models.ManyToManyField(blank=True, related_name="+", to="surveys.evidence", verbose_name="evidence"),
        ),
        migrations.AddField(
            model_name="vote",
            name="in_place",
            field=models.JSONField(blank=True, default=dict, verbose_name="lower phases fully in place"),
        ),
        migrations.AddField(
            model_name="vote",
            name="turn",
            field=models.PositiveIntegerField(default=0, verbose_name="turn"),
        ),
        migrations.AddField(
            model_name="votinground",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="closed by",
            ),
        ),
        migrations.AddField(
            model_name="votinground",
            name="opened_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="opened by",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="changes",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="changes so far"),
        ),
        migrations.CreateModel(
            name="DiscussionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pillar",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("basic", "Basic infrastructure"),
                            ("hightech", "High tech institutions"),
                            ("network", "Network cohesion"),
                            ("integration", "Integration in international markets"),
                        ],
                        max_length=12,
                        verbose_name="pillar",
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                (
                    "after_round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="surveys.votinground",
                        verbose_name="after round",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="discussion_notes",
                        to="surveys.workshop",
                        verbose_name="workshop",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "note of the discussion",
                "verbose_name_plural": "notes of the discussion",
                "ordering": ["workshop", "written_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LiveEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("session_opened", "Session opened"),
                            ("session_closed", "Session closed"),
                            ("seat_taken", "Seat taken"),
                            ("seat_added", "New seat taken"),
                            ("seat_moved", "Back on another phone, with the key"),
                            ("seat_left", "Seat given back"),
                            ("seat_released", "Seat released by the moderator"),
                            ("key_blocked", "Key blocked after wrong tries"),
                            ("votes_on_paper", "Votes entered on paper over those of a phone"),
                        ],
                        max_length=16,
                        verbose_name="what",
                    ),
                ),
                ("seat", models.CharField(blank=True, max_length=140, verbose_name="seat")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="live_events",
                        to="surveys.workshop",
                        verbose_name="workshop",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a session",
                "verbose_name_plural": "events of sessions",
                "ordering": ["workshop", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SeatHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("secret_hash", models.CharField(max_length=64, verbose_name="hash of the phone's secret")),
                ("key_hash", models.CharField(max_length=64, verbose_name="hash of the seat's key")),
                ("wrong_keys", models.PositiveSmallIntegerField(default=0, verbose_name="wrong keys in a row")),
                ("taken_at", models.DateTimeField(verbose_name="taken")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "panelist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="surveys.panelist",
                        verbose_name="panelist",
                    ),
                ),
            ],
            options={
                "verbose_name": "held seat",
                "verbose_name_plural": "held seats",
                "ordering": ["panelist", "taken_at"],
            },
        ),
        migrations.AddField(
            model_name="vote",
            name="hold",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="votes",
                to="surveys.seathold",
                verbose_name="held seat",
            ),
        ),
        migrations.CreateModel(
            name="WrongCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_hash", models.CharField(max_length=64, verbose_name="hash of the address")),
                ("at", models.DateTimeField(verbose_name="when")),
            ],
            options={
                "verbose_name": "wrong code",
                "verbose_name_plural": "wrong codes",
                "indexes": [models.Index(fields=["address_hash", "at"], name="wrong_code_idx")],
            },
        ),
        migrations.CreateModel(
            name="LiveSession",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=6, verbose_name="code")),
                ("screen_key", models.CharField(max_length=12, unique=True, verbose_name="key of the big screen")),
                ("may_join", models.BooleanField(default=True, verbose_name="new seats by code")),
                (
                    "shown",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("basic", "Basic infrastructure"),
                            ("hightech", "High tech institutions"),
                            ("network", "Network cohesion"),
                            ("integration", "Integration in international markets"),
                        ],
                        max_length=12,
                        verbose_name="on the screen",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="surveys.workshop",
                        verbose_name="workshop",
                    ),
                ),
            ],
            options={
                "verbose_name": "live session",
                "verbose_name_plural": "live sessions",
                "ordering": ["workshop", "opened_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("workshop",), name="session_open_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("code",),
                        name="session_open_code_unique",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="seathold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("panelist",), name="seat_held_once"
            ),
        ),
    ]

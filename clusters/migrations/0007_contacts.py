"""Persons of firms, and the log of erasures, which the database itself keeps from being changed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REFUSAL = "the log of erasures is append-only"


def guard(apps, schema_editor):
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql)


def unguard(apps, schema_editor):
    for action in ("update", "delete"):
        place = " ON clusters_erasure" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS erasure_no_{action}{place}")


def statements(vendor):
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION erasure_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    for action in ("update", "delete"):
        head = f"CREATE TRIGGER erasure_no_{action} BEFORE {action.upper()} ON clusters_erasure FOR EACH ROW "
        if vendor == "postgresql":
            yield head + "EXECUTE FUNCTION erasure_refuse()"
        else:
            yield head + f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0006_hidden_firms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contact_id", models.UUIDField(unique=True, verbose_name="contact")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("by_name", models.CharField(max_length=200, verbose_name="by")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "firm",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="clusters.firm",
                        verbose_name="firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=160, verbose_name="name")),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="function")),
                ("phone", models.CharField(blank=True, max_length=60, verbose_name="telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="preferred language")),
                ("consent_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField(verbose_name="entered")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased")),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="clusters.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="entered by",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact of a firm",
                "verbose_name_plural": "contacts of firms",
                "ordering": ["firm", "recorded_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", True),
                            models.Q(
                                ("consent_on__isnull", True),
                                ("email", ""),
                                ("function", ""),
                                ("language", ""),
                                ("name", ""),
                                ("note", ""),
                                ("phone", ""),
                            ),
                            _connector="OR",
                        ),
                        name="contact_erased_is_blank",
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard, elidable=False),
    ]

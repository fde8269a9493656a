"""The log of looks at personal data and of exports, which the database itself keeps from being changed."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import deletion

REFUSAL = "the log of looks and exports is append-only"


def guard(apps, schema_editor):
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql)


def unguard(apps, schema_editor):
    for action in ("update", "delete"):
        place = " ON clusters_disclosure" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS disclosure_no_{action}{place}")


def statements(vendor):
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION disclosure_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
        )
    for action in ("update", "delete"):
        head = f"CREATE TRIGGER disclosure_no_{action} BEFORE {action.upper()} ON clusters_disclosure FOR EACH ROW "
        if vendor == "postgresql":
            yield head + "EXECUTE FUNCTION disclosure_refuse()"
        else:
            yield head + f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("clusters", "0003_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "act",
                    models.CharField(
                        choices=[("seen", "Looked at"), ("taken", "Taken away")],
                        max_length=5,
                        verbose_name="what was done",
                    ),
                ),
                ("page", models.CharField(max_length=60, verbose_name="page or file")),
                ("person_name", models.CharField(max_length=200, verbose_name="name of the person")),
                ("device", models.CharField(blank=True, max_length=80, verbose_name="device")),
                ("request_id", models.CharField(blank=True, max_length=64, verbose_name="request")),
                ("firm_id", models.UUIDField(null=True, verbose_name="firm")),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="about")),
                ("filters", models.CharField(blank=True, max_length=300, verbose_name="filters")),
                ("rows", models.PositiveIntegerField(null=True, verbose_name="rows or persons")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("file_hash", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the file")),
                (
                    "cluster",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to="clusters.cluster",
                        verbose_name="cluster",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "study",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to="clusters.study",
                        verbose_name="study",
                    ),
                ),
            ],
            options={
                "verbose_name": "look or export",
                "verbose_name_plural": "looks and exports",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["study", "-at"], name="disclosure_study_at_idx")],
            },
        ),
        migrations.RunPython(guard, unguard, elidable=False),
    ]

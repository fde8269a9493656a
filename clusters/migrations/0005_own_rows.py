"""Readers, consultants who see their own rows only, and the consultant to whom a firm was given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0004_disclosures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="firm",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="firms",
                to=settings.AUTH_USER_MODEL,
                verbose_name="interviewed by",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="own_rows_only",
            field=models.BooleanField(
                default=False,
                help_text=("A consultant sees the firms given to them and the interviews they began, and no others."),
                verbose_name="own firms only",
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("own_rows_only", False), ("role", "consultant"), _connector="OR"),
                name="membership_own_rows_of_consultants",
            ),
        ),
    ]

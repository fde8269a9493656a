"""Keeps with each frame how its file was read and by whom it was taken, and with each line its sector."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("clusters", "0001_studies_clusters_firms"),
    ]

    operations = [
        migrations.AddField(
            model_name="frame",
            name="reading",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Encoding, columns, words and rows as they were chosen; the next list of the study is read alike.",
                verbose_name="how the file was read",
            ),
        ),
        migrations.AddField(
            model_name="frame",
            name="taken_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken by",
            ),
        ),
        migrations.AddField(
            model_name="frameunit",
            name="sector",
            field=models.CharField(blank=True, max_length=120, verbose_name="sector"),
        ),
    ]
